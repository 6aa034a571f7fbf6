using System.Text;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The removed files that a log still remembers, packed; the newest removal of a file and vector counts (PROTOCOL.md, "Action Reconciliation").</summary>
/// <param name="expiry">Removals before this time, in milliseconds since the Unix epoch, are forgotten; null forgets none.</param>
internal sealed class Tombstones(long? expiry)
{
    private readonly List<FileBlock> blocks = [];
    private readonly List<Facts> facts = [];
    private HashSet<int>? rows;

    [Flags]
    private enum Facts : byte
    {
        None = 0,
        HasPartition = 1,
        HasSize = 2,
        HasTime = 4,
        SaysExtended = 8,
        IsExtended = 16,
        IsReplaced = 32,
    }

    /// <summary>Remembers a removal, in the place of an earlier one.</summary>
    public void Add(RemoveFile file)
    {
        // "A tombstone expires when current time exceeds the expiration threshold added to the remove action timestamp": none is the epoch.
        if (expiry is { } limit && (file.DeletionTimestamp ?? 0) < limit)
        {
            return;
        }

        if (blocks.Count == 0 || blocks[^1].IsFull)
        {
            blocks.Add(new FileBlock());
        }

        blocks[^1].Add(new AddFile
        {
            Path = file.Path,
            PartitionValues = file.PartitionValues ?? new Dictionary<string, string?>(),
            Size = file.Size ?? 0,
            ModificationTime = file.DeletionTimestamp ?? 0,
            DataChange = file.DataChange,
            DeletionVector = file.DeletionVector,
            BaseRowId = file.BaseRowId,
            DefaultRowCommitVersion = file.DefaultRowCommitVersion,
        });
        facts.Add(
            (file.PartitionValues is null ? 0 : Facts.HasPartition) | (file.Size is null ? 0 : Facts.HasSize) | (file.DeletionTimestamp is null ? 0 : Facts.HasTime)
            | (file.ExtendedFileMetadata is null ? 0 : Facts.SaysExtended) | (file.ExtendedFileMetadata == true ? Facts.IsExtended : 0));
        Replace(facts.Count - 1);
    }

    /// <summary>The removals whose files do not live, one by one.</summary>
    public IEnumerable<RemoveFile> NotIn(FileSet live)
    {
        for (var row = 0; row < facts.Count; row++)
        {
            if (!facts[row].HasFlag(Facts.IsReplaced) && !Lives(row, live))
            {
                yield return this[row];
            }
        }
    }

    private RemoveFile this[int row]
    {
        get
        {
            var ((block, at), fact) = (Place(row), facts[row]);
            var more = block.Extras(at);
            return new RemoveFile
            {
                Path = Encoding.UTF8.GetString(block.Path(at)),
                DeletionTimestamp = fact.HasFlag(Facts.HasTime) ? block.ModificationTime(at) : null,
                DataChange = block.DataChange(at),
                ExtendedFileMetadata = fact.HasFlag(Facts.SaysExtended) ? fact.HasFlag(Facts.IsExtended) : null,
                PartitionValues = fact.HasFlag(Facts.HasPartition) ? block.PartitionValues(block.Partition(at)) : null,
                Size = fact.HasFlag(Facts.HasSize) ? block.Size(at) : null,
                DeletionVector = more?.DeletionVector,
                BaseRowId = more?.BaseRowId,
                DefaultRowCommitVersion = more?.DefaultRowCommitVersion,
            };
        }
    }

    private bool Lives(int row, FileSet live) => Place(row) is var (block, at)
        && live.PlaceOf(block.Key(at)) is var (liveBlock, liveAt) && liveBlock.DeletionVector(liveAt)?.UniqueId == block.DeletionVector(at)?.UniqueId;

    private void Replace(int row)
    {
        rows ??= new HashSet<int>(new SameFile(this));
        if (rows.TryGetValue(row, out var before))
        {
            facts[before] |= Facts.IsReplaced;
            rows.Remove(before);
        }

        rows.Add(row);
    }

    // Blocks may end before they are full of rows, so their first rows are searched; there are few.
    private (FileBlock Block, int Row) Place(int row)
    {
        foreach (var block in blocks)
        {
            if (row < block.Count)
            {
                return (block, row);
            }

            row -= block.Count;
        }

        throw new InvalidOperationException("No such row.");
    }

    private sealed class SameFile(Tombstones all) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y)
        {
            var ((left, i), (right, j)) = (all.Place(x), all.Place(y));
            return left.Key(i).SequenceEqual(right.Key(j)) && left.DeletionVector(i)?.UniqueId == right.DeletionVector(j)?.UniqueId;
        }

        public int GetHashCode(int row) => all.Place(row) is var (block, at) ? block.Hash(at) : 0;
    }
}
