using System.Runtime.InteropServices;
using Apache.Arrow;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>What a side did to rows, by key: those that it deleted, inserted and changed. Rows that it only wrote again are none of them.</summary>
/// <remarks>Only files in which the side differs from the base are read, the base's twice. In memory are 48 bytes or so for each of their rows,
/// and the rows that changed.</remarks>
internal sealed class KeyedChanges
{
    private readonly Dictionary<UInt128, (int Before, int After)> places = [];
    private readonly List<UInt128> order = [];

    private KeyedChanges(RecordBatch before, RecordBatch after) => (Before, After) = (before, after);

    /// <summary>The base's rows that the side deleted or changed.</summary>
    public RecordBatch Before { get; }

    /// <summary>The side's rows that it inserted or changed.</summary>
    public RecordBatch After { get; }

    /// <summary>The digests of the keys, in the order in which rows were read.</summary>
    public IReadOnlyList<UInt128> Keys => order;

    /// <summary>Where a key's rows are; -1 for none.</summary>
    public bool TryGet(UInt128 key, out (int Before, int After) rows) => places.TryGetValue(key, out rows);

    /// <summary>Reads what a side did.</summary>
    /// <param name="rows">Reads rows.</param>
    /// <param name="base">The base.</param>
    /// <param name="side">The side.</param>
    /// <param name="delta">Its files.</param>
    /// <param name="word">What the side is called.</param>
    /// <param name="keys">The key's columns.</param>
    /// <param name="limit">The most memory that rows may take, in bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LakeException">Invalid: keys that are null, or not unique. Refused: too many rows.</exception>
    public static async ValueTask<KeyedChanges> ReadAsync(
        SideRows rows, DeltaSnapshot @base, DeltaSnapshot side, FileDelta delta, string word, IReadOnlyList<string> keys, long limit, CancellationToken cancellationToken)
    {
        var (lost, won) = (new KeyFaults(side.Folder.Name, "the base", keys), new KeyFaults(side.Folder.Name, word, keys));
        var held = new HeldRows(side.Folder.Name, limit);
        var states = new Dictionary<UInt128, RowState>();
        await foreach (var batch in rows.LostAsync(@base, side, delta, null, cancellationToken).ConfigureAwait(false))
        {
            using var owned = batch;
            var (reader, digest) = (new KeyReader(batch, keys), new RowDigest(batch));
            for (var row = 0; row < batch.Length; row++)
            {
                if (!reader.TryRead(row, out var key))
                {
                    lost.AddNull(batch, row);
                }
                else if (!states.TryAdd(RowDigest.OfKey(key), new RowState(digest.Of(row), IsSeen: false)))
                {
                    lost.AddRepeated(batch, row);
                }
            }

            held.CheckCount(states.Count);
        }

        lost.Throw();
        await foreach (var batch in rows.WonAsync(@base, side, delta, null, cancellationToken).ConfigureAwait(false))
        {
            using var owned = batch;
            held.AddAfter(batch, Judge(batch, keys, states, won));
            held.CheckCount(states.Count);
        }

        won.Throw();
        await foreach (var batch in rows.LostAsync(@base, side, delta, null, cancellationToken).ConfigureAwait(false))
        {
            using var owned = batch;
            var reader = new KeyReader(batch, keys);
            held.AddBefore(batch, [.. Enumerable.Range(0, batch.Length).Where(row => reader.TryRead(row, out var key) && !states[RowDigest.OfKey(key)].IsEqual)]);
        }

        var schema = rows.Recast(side).Schema;
        return new KeyedChanges(held.Before(schema), held.After(schema)).Index(keys);
    }

    // The rows that are not as the base has them.
    private static int[] Judge(RecordBatch batch, IReadOnlyList<string> keys, Dictionary<UInt128, RowState> states, KeyFaults faults)
    {
        var (reader, digest, taken) = (new KeyReader(batch, keys), new RowDigest(batch), new List<int>());
        for (var row = 0; row < batch.Length; row++)
        {
            if (!reader.TryRead(row, out var key))
            {
                faults.AddNull(batch, row);
                continue;
            }

            ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(states, RowDigest.OfKey(key), out var isKnown);
            if (state.IsSeen)
            {
                faults.AddRepeated(batch, row);
                continue;
            }

            state = state with { IsSeen = true, IsEqual = isKnown && state.Digest == digest.Of(row) };
            if (!state.IsEqual)
            {
                taken.Add(row);
            }
        }

        return [.. taken];
    }

    private KeyedChanges Index(IReadOnlyList<string> keys)
    {
        var before = new KeyReader(Before, keys);
        for (var row = 0; row < Before.Length; row++)
        {
            if (before.TryRead(row, out var key))
            {
                places[RowDigest.OfKey(key)] = (row, -1);
                order.Add(RowDigest.OfKey(key));
            }
        }

        var after = new KeyReader(After, keys);
        for (var row = 0; row < After.Length; row++)
        {
            if (after.TryRead(row, out var key))
            {
                ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, RowDigest.OfKey(key), out var isKnown);
                place = (isKnown ? place.Before : -1, row);
                if (!isKnown)
                {
                    order.Add(RowDigest.OfKey(key));
                }
            }
        }

        return this;
    }

    private readonly record struct RowState(UInt128 Digest, bool IsSeen, bool IsEqual = false);
}
