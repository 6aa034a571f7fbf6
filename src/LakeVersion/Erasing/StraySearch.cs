using System.Runtime.CompilerServices;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Erasing;

/// <summary>Finds what holds rows of a table, or carries their values, in content that no state of all history names.</summary>
/// <remarks>Versions of a log that were made again behind others, and files of changes that were given up, lie beside what was published. Nobody
/// reads them, so that what cannot be told apart may go. Stray content has no name: a log's file that tells of a file which no tree names tells of one that is a stray
/// itself, or is gone, and cannot be told from one that holds, or held, such rows.</remarks>
internal sealed class StraySearch(Lake lake, StrayContents contents, RowFindings findings)
{
    private static readonly byte[] ParquetMagic = "PAR1"u8.ToArray();

    private readonly LogJudge judge = findings.Judge.With(name => !contents.Names(name[(name.LastIndexOf('/') + 1)..]));

    /// <summary>True where the content is to go.</summary>
    public async ValueTask<bool> IsErasedAsync(TreeEntry stray, CancellationToken cancellationToken)
    {
        try
        {
            var content = await lake.Store.Content.OpenAsync(stray, cancellationToken).ConfigureAwait(false);
            var start = await content.ReadAsync(0, (int)Math.Min(ParquetMagic.Length, stray.SizeBytes), cancellationToken).ConfigureAwait(false);
            return start.Span.SequenceEqual(ParquetMagic) ? await IsParquetErasedAsync(stray, cancellationToken).ConfigureAwait(false)
                : start.Span is [(byte)'{', ..] && await IsLogErasedAsync(stray, "stray.json", cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Expired or LakeErrorKind.Corrupt or LakeErrorKind.NotFound)
        {
            // It is gone, or is nothing that the table's versions could be read from.
            return false;
        }
    }

    private async ValueTask<bool> IsParquetErasedAsync(TreeEntry stray, CancellationToken cancellationToken)
    {
        var key = StoreKey.Parse("stray.parquet");
        if (await IsLogErasedAsync(stray, key.Value, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        foreach (var search in findings.Searches)
        {
            try
            {
                // Of a file that no log names nobody knows the partition, so any could be the one.
                if (search.NeedsPartition || (await search.CountAsync(Folder(stray, key.Value), key, null, cancellationToken).ConfigureAwait(false)).Passing > 0)
                {
                    return true;
                }
            }
            catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported or LakeErrorKind.Invalid)
            {
                // Another table's.
            }
        }

        return false;
    }

    private ValueTask<bool> IsLogErasedAsync(TreeEntry stray, string name, CancellationToken cancellationToken) =>
        judge.CarriesAsync(Folder(stray, name), lake.Tables, StoreKey.Parse(name), stray.SizeBytes, cancellationToken);

    private TreeFolder Folder(TreeEntry stray, string name) =>
        new(new OneEntry(stray, lake.Store.Content, name), null, "stray", $"unnamed content {stray.Sha256}", lake.Store.StoreTimeAsync);

    private sealed class OneEntry(TreeEntry entry, ContentReader content, string name) : ITreeView
    {
        public ContentReader Content { get; } = content;

        public ValueTask<TreeEntry?> GetAsync(LakePath path, CancellationToken cancellationToken) =>
            ValueTask.FromResult(path.Value.EndsWith(name, StringComparison.Ordinal) ? entry : null);

        public async IAsyncEnumerable<TreeItem> ScanAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await ValueTask.CompletedTask.ConfigureAwait(false);
            yield break;
        }
    }
}
