using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>Fetches and parses commits, several ahead, and hands them out in order.</summary>
internal static class LogReader
{
    // Commits are small: on object storage the wait for each is what costs.
    private const int Ahead = 16;

    /// <exception cref="LakeException">Corrupt: a listed commit is gone, or is damaged.</exception>
    public static async IAsyncEnumerable<ParsedCommit> ReadAsync(
        IObjectStore folder, IReadOnlyList<LogFile> commits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new Queue<Task<ParsedCommit>>();
        var next = 0;
        try
        {
            while (pending.Count > 0 || next < commits.Count)
            {
                while (next < commits.Count && pending.Count < Ahead)
                {
                    pending.Enqueue(ReadOneAsync(folder, commits[next++].Version, cancellationToken));
                }

                yield return await pending.Dequeue().ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var task in pending)
            {
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<ParsedCommit> ReadOneAsync(IObjectStore folder, long version, CancellationToken cancellationToken)
    {
        var content = await folder.GetAsync(LogKeys.Commit(version), cancellationToken).ConfigureAwait(false);
        return content is { } bytes
            ? ParsedCommit.Parse(version, bytes)
            : throw LakeException.Corrupt($"{LogKeys.Commit(version)} of {folder.Name} was listed and is gone.");
    }
}
