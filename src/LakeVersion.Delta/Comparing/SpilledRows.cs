using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Comparing;

/// <summary>Rows of both versions on disk, divided by their hash, so that rows which may match are in one part.</summary>
/// <param name="folder">A folder of its own, which exists.</param>
/// <param name="schema">The columns.</param>
/// <param name="matching">Says the hash.</param>
/// <param name="level">How often the rows were divided before: other bits of the hash decide at each.</param>
internal sealed class SpilledRows(string folder, Schema schema, RowMatching matching, int level) : IDisposable
{
    public const int Parts = 1 << Bits;

    /// <summary>The greatest level: rows that are still together then are too many alike to be divided.</summary>
    public const int LastLevel = 5;

    private const int Bits = 4;

    private readonly Dictionary<string, (FileStream File, ArrowStreamWriter Writer)> open = [];

    /// <summary>Writes the rows of a side; the batch stays the caller's.</summary>
    public async ValueTask AddAsync(bool isAfter, RecordBatch batch, CancellationToken cancellationToken)
    {
        var rows = new List<int>[Parts];
        var hashes = matching.Hash(batch);
        for (var row = 0; row < hashes.Length; row++)
        {
            (rows[(int)(hashes[row] >> (64 - (Bits * (level + 1)))) & (Parts - 1)] ??= []).Add(row);
        }

        for (var part = 0; part < Parts; part++)
        {
            if (rows[part] is { } wanted)
            {
                using var taken = BatchRows.Take(batch, [.. wanted]);
                await WriteAsync(PathOf(isAfter, part), taken, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends the writing.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var (file, writer) in open.Values)
        {
            await Guard(async () =>
            {
                await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        Close();
    }

    /// <summary>The rows of a side in a part, in the order in which they came; the file is gone afterwards.</summary>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(bool isAfter, int part, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = PathOf(isAfter, part);
        if (!File.Exists(path))
        {
            yield break;
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await using (file.ConfigureAwait(false))
        {
            using var reader = new ArrowStreamReader(file, leaveOpen: true);
            while (await reader.ReadNextRecordBatchAsync(cancellationToken).ConfigureAwait(false) is { } batch)
            {
                yield return batch;
            }
        }
    }

    public void Dispose() => Close();

    private string PathOf(bool isAfter, int part) => Path.Combine(folder, $"{level}-{part}-{(isAfter ? "after" : "before")}.arrow");

    private async ValueTask WriteAsync(string path, RecordBatch batch, CancellationToken cancellationToken) => await Guard(async () =>
    {
        if (!open.TryGetValue(path, out var file))
        {
            var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            file = (stream, new ArrowStreamWriter(stream, schema, leaveOpen: true));
            open.Add(path, file);
        }

        await file.Writer.WriteRecordBatchAsync(batch, cancellationToken).ConfigureAwait(false);
    }).ConfigureAwait(false);

    private async ValueTask Guard(Func<ValueTask> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw LakeException.Unavailable(
                $"Rows that do not fit the memory limit could not be written to {folder}: {e.Message} Name a folder with more room, or raise the limit.", e);
        }
    }

    private void Close()
    {
        foreach (var (file, writer) in open.Values)
        {
            writer.Dispose();
            file.Dispose();
        }

        open.Clear();
    }
}
