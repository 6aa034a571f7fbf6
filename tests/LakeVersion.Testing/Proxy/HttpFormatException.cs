namespace LakeVersion.Testing.Proxy;

/// <summary>Bytes that are no HTTP/1.1 as the proxy understands it.</summary>
internal sealed class HttpFormatException(string message) : IOException(message);
