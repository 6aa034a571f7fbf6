namespace LakeVersion.Storage;

/// <summary>Opens stores of one scheme. Composition roots register the providers that they want.</summary>
public interface IStoreProvider
{
    /// <summary>The scheme before <c>://</c>, in lower case, such as <c>s3</c>.</summary>
    string Scheme { get; }

    /// <summary>Opens a store at a location such as <c>s3://bucket/prefix</c>. Nothing is read or written yet.</summary>
    /// <exception cref="LakeException">Invalid: the location is malformed.</exception>
    IObjectStore Open(string location);
}
