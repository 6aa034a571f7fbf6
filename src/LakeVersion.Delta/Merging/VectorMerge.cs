using LakeVersion.Delta.Actions;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Statistics;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Joins the deletion vectors that both sides gave to files.</summary>
internal sealed class VectorMerge(IObjectStore folder, DeltaContext context, DeltaSnapshot @base, DeltaSnapshot ours, DeltaSnapshot theirs)
{
    private readonly VectorReader baseVectors = Reader(@base, context);
    private readonly VectorReader oursVectors = Reader(ours, context);
    private readonly VectorReader theirsVectors = Reader(theirs, context);
    private readonly VectorWriter writer = new(folder, context);
    private readonly List<AddFile> joined = [];
    private readonly List<AddFile> replaced = [];
    private readonly List<string> entangled = [];

    /// <summary>The files with the rows that either side deleted; those of which no row is left are not among them.</summary>
    public IReadOnlyList<AddFile> Joined => joined;

    /// <summary>Files of ours that go, as theirs deleted other rows of them or brought rows back.</summary>
    public IReadOnlyList<AddFile> Replaced => replaced;

    /// <summary>Paths of files of which both sides deleted the same rows, though one of them may have written these elsewhere.</summary>
    public IReadOnlyList<string> Entangled => entangled;

    /// <summary>Judges the files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="onlyDeletes">True where a row that both deleted is gone for both.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async ValueTask RunAsync(IReadOnlyList<BothMarked> files, bool onlyDeletes, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var before = await ReadAsync(baseVectors, file.Base, cancellationToken).ConfigureAwait(false);
            var mine = await ReadAsync(oursVectors, file.Ours, cancellationToken).ConfigureAwait(false);
            var others = await ReadAsync(theirsVectors, file.Theirs, cancellationToken).ConfigureAwait(false);
            var (rows, overlap) = Join(before, mine, others);
            if (overlap && !onlyDeletes)
            {
                entangled.Add(file.Base.Path);
            }
            else if (!rows.SetEquals(mine)) // an add and a remove of one file in one version would be the end of it
            {
                replaced.Add(file.Ours);
                await AddAsync(file.Ours, rows, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Puts the joined vectors into the store.</summary>
    public ValueTask StoreAsync(CancellationToken cancellationToken) => writer.StoreAsync(cancellationToken);

    /// <summary>The deleted rows of a file, each as the side has it that changed it; and whether both changed one.</summary>
    internal static (RowMarks Rows, bool Overlap) Join(RowMarks before, RowMarks ours, RowMarks theirs)
    {
        var (result, overlap) = (new RowMarks(), false);
        var (b, o, t) = (before.Blocks.ToDictionary(), ours.Blocks.ToDictionary(), theirs.Blocks.ToDictionary());
        var none = new ulong[RowMarks.BlockRows / 64];
        foreach (var number in b.Keys.Union(o.Keys).Union(t.Keys).Order())
        {
            var (was, mine, other) = (b.GetValueOrDefault(number, none), o.GetValueOrDefault(number, none), t.GetValueOrDefault(number, none));
            var bits = new ulong[none.Length];
            for (var i = 0; i < bits.Length; i++)
            {
                var changed = mine[i] ^ was[i];
                overlap |= (changed & (other[i] ^ was[i])) != 0;
                bits[i] = (mine[i] & changed) | (other[i] & ~changed);
            }

            result.Add(number, bits);
        }

        return (result, overlap);
    }

    private async ValueTask AddAsync(AddFile file, RowMarks rows, CancellationToken cancellationToken)
    {
        if (rows.Count == file.RowCount)
        {
            return;
        }

        var vector = rows.Count == 0 ? null : await writer.AddAsync(rows, cancellationToken).ConfigureAwait(false);
        joined.Add(file with
        {
            DataChange = true,
            DeletionVector = vector,
            Stats = file.RowCount is { } count ? WideStatistics.Of(file.Stats, count) : file.Stats,
        });
    }

    private static async ValueTask<RowMarks> ReadAsync(VectorReader reader, AddFile file, CancellationToken cancellationToken)
    {
        var rows = new RowMarks();
        if (file.DeletionVector is { } vector)
        {
            rows.Add(await reader.ReadAsync(vector, file.Path, cancellationToken).ConfigureAwait(false));
        }

        return rows;
    }

    private static VectorReader Reader(DeltaSnapshot side, DeltaContext context) => new(new FileLocator(side.Folder, context.AbsoluteFiles));
}
