using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace LakeVersion.Delta.Comparing;

/// <summary>Compares streams of rows in memory as long as they fit, and else part by part from disk.</summary>
/// <param name="schema">The columns of both.</param>
/// <param name="matching">Matches what fits.</param>
/// <param name="folder">Where rows go that do not: made when it is asked for.</param>
/// <param name="limitBytes">What fits.</param>
internal sealed class RowDivision(Schema schema, RowMatching matching, Lazy<string> folder, long limitBytes)
{
    private readonly Schema schema = schema;
    private readonly RowMatching matching = matching;
    private readonly Lazy<string> folder = folder;
    private readonly long limitBytes = limitBytes;

    public async IAsyncEnumerable<RowDifferences> RunAsync(
        IAsyncEnumerable<RecordBatch> before, IAsyncEnumerable<RecordBatch> after, int level, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = matching.NewStore();
        using var right = matching.NewStore();
        using var division = new Division(this, left, right, level);
        await division.TakeAsync(before, isAfter: false, cancellationToken).ConfigureAwait(false);
        await division.TakeAsync(after, isAfter: true, cancellationToken).ConfigureAwait(false);
        if (division.Spilled is not { } spilled)
        {
            foreach (var differences in matching.Match(left, right, cancellationToken))
            {
                yield return differences;
            }

            yield break;
        }

        await spilled.CompleteAsync(cancellationToken).ConfigureAwait(false);
        for (var part = 0; part < SpilledRows.Parts; part++)
        {
            var (old, now) = (spilled.ReadAsync(false, part, cancellationToken), spilled.ReadAsync(true, part, cancellationToken));
            await foreach (var differences in RunAsync(old, now, level + 1, cancellationToken).ConfigureAwait(false))
            {
                yield return differences;
            }
        }
    }

    private sealed class Division(RowDivision owner, RowStore left, RowStore right, int level) : IDisposable
    {
        public SpilledRows? Spilled { get; private set; }

        public async ValueTask TakeAsync(IAsyncEnumerable<RecordBatch> rows, bool isAfter, CancellationToken cancellationToken)
        {
            await foreach (var batch in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (Spilled is not null)
                {
                    using (batch)
                    {
                        await Spilled.AddAsync(isAfter, batch, cancellationToken).ConfigureAwait(false);
                    }

                    continue;
                }

                (isAfter ? right : left).Add(batch);
                if (left.SizeBytes + right.SizeBytes > owner.limitBytes && level <= SpilledRows.LastLevel)
                {
                    await SpillAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }

        public void Dispose() => Spilled?.Dispose();

        private async ValueTask SpillAsync(CancellationToken cancellationToken)
        {
            Spilled = new SpilledRows(owner.folder.Value, owner.schema, owner.matching, level);
            foreach (var (store, isAfter) in new[] { (left, false), (right, true) })
            {
                foreach (var batch in store.Batches)
                {
                    await Spilled.AddAsync(isAfter, batch, cancellationToken).ConfigureAwait(false);
                }

                store.Clear();
            }
        }
    }
}
