namespace LakeVersion.Storage.Local;

/// <summary>A naming call failed in a way that does not tell whether it took effect.</summary>
internal sealed class UnclearFileException(string message) : IOException(message);
