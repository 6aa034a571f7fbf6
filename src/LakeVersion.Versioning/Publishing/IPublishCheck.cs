namespace LakeVersion.Versioning.Publishing;

/// <summary>A check that a protection rule can ask for by its name: it runs on exactly what a branch is to hold, before it does.</summary>
/// <remarks>Called once in each try, for several branches at once perhaps. What it does not read, it does not cost.</remarks>
public interface IPublishCheck
{
    /// <summary>The name that rules ask for.</summary>
    string Name { get; }

    /// <summary>Throws where the state must not be published.</summary>
    /// <param name="request">What is to be published.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LakeVersion.Storage.LakeException">Refused: says what failed and where.</exception>
    ValueTask CheckAsync(PublishRequest request, CancellationToken cancellationToken);
}
