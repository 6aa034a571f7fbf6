namespace LakeVersion.Checks;

/// <summary>A question about the state of a lake, asked before it is published.</summary>
/// <remarks>Made by <see cref="Check"/> from your own code, as <see cref="TableExpectations"/>, or read from a file by
/// <see cref="CheckFile"/>. Called for several states at once perhaps.</remarks>
public interface ICheck
{
    /// <summary>The name, by which protection rules ask for it and people know it.</summary>
    string Name { get; }

    /// <summary>Looks at a state.</summary>
    /// <param name="view">The state, and what it follows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What failed; nothing where all is well.</returns>
    ValueTask<CheckResult> RunAsync(CheckView view, CancellationToken cancellationToken);
}
