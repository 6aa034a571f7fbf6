using System.Runtime.CompilerServices;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>Fetches and parses files of JSON lines, several ahead, and hands them out in order.</summary>
internal static class LogReader
{
    // Commits are small: on object storage the wait for each is what costs.
    private const int Ahead = 16;

    /// <summary>The commits, with every line as it is written.</summary>
    /// <exception cref="LakeException">Corrupt: a listed commit is gone, or is damaged.</exception>
    public static IAsyncEnumerable<ParsedCommit> ReadAsync(IObjectStore folder, IReadOnlyList<LogFile> commits, CancellationToken cancellationToken) =>
        ReadAsync(folder, commits, (file, content) => ParsedCommit.Parse(file.Version, content), cancellationToken);

    /// <summary>The commits and compactions in the form that replay wants.</summary>
    /// <exception cref="LakeException">Corrupt: a listed file is gone, or is damaged.</exception>
    public static IAsyncEnumerable<ScannedCommit> ScanAsync(IObjectStore folder, IReadOnlyList<LogFile> steps, CancellationToken cancellationToken) =>
        ReadAsync(folder, steps, (file, content) => ScannedCommit.Read(file.Key, content), cancellationToken);

    /// <summary>The content of a file that was listed, or that another names.</summary>
    /// <exception cref="LakeException">Corrupt: it is gone.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(IObjectStore folder, StoreKey key, CancellationToken cancellationToken) =>
        await folder.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw LakeException.Corrupt($"{key} of {folder.Name} belongs to the log and is gone.");

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        IObjectStore folder, IReadOnlyList<LogFile> files, Func<LogFile, ReadOnlyMemory<byte>, T> parse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new Queue<Task<T>>();
        var next = 0;
        try
        {
            while (pending.Count > 0 || next < files.Count)
            {
                while (next < files.Count && pending.Count < Ahead)
                {
                    pending.Enqueue(ReadOneAsync(folder, files[next++], parse, cancellationToken));
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

    private static async Task<T> ReadOneAsync<T>(
        IObjectStore folder, LogFile file, Func<LogFile, ReadOnlyMemory<byte>, T> parse, CancellationToken cancellationToken) =>
        parse(file, await ReadAsync(folder, file.Key, cancellationToken).ConfigureAwait(false));
}
