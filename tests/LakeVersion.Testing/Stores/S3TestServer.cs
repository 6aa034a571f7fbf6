using LakeVersion.Storage;

namespace LakeVersion.Testing.Stores;

/// <summary>The S3 server that the environment names, with one bucket that all tests share.</summary>
public sealed class S3TestServer
{
    /// <summary>The address of the server.</summary>
    public const string Variable = "LAKEVERSION_TEST_S3";

    /// <summary>The server; null where the environment names none.</summary>
    public static S3TestServer? Current => null;

    public IObjectStore Open() => throw new NotSupportedException();

    public IObjectStore OpenAt(string location) => throw new NotSupportedException();

    public IReadOnlyDictionary<string, string> Environment => throw new NotSupportedException();

    public string NewLocation() => throw new NotSupportedException();
}
