using LakeVersion.Versioning.Commits;

namespace LakeVersion.Tracing;

/// <summary>What is followed through the history, in parts that may come from different commits: a path, a row, a row's cells.</summary>
internal interface ITraced
{
    /// <summary>Which of some parts are the same in a commit and in a parent of it.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="parent">One of its parents.</param>
    /// <param name="parts">The parts that are asked about.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyCollection<string>> SameAsync(
        Commit commit, Commit parent, IReadOnlyCollection<string> parts, CancellationToken cancellationToken);
}
