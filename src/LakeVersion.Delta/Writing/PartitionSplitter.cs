using System.Runtime.InteropServices;
using Apache.Arrow;
using LakeVersion.Delta.Partitions;
using LakeVersion.Rows.Kernels;

namespace LakeVersion.Delta.Writing;

/// <summary>Rows of one partition.</summary>
/// <param name="Key">What tells partitions apart.</param>
/// <param name="Values">The partition columns with their values as text.</param>
/// <param name="Rows">The rows, with all columns.</param>
internal sealed record PartitionPart(string Key, IReadOnlyList<(string Column, string? Value)> Values, RecordBatch Rows);

/// <summary>Divides batches by partition, keeping the order of rows in each.</summary>
internal sealed class PartitionSplitter(IReadOnlyList<string> columns)
{
    public IReadOnlyList<PartitionPart> Split(RecordBatch batch)
    {
        if (columns.Count == 0)
        {
            return [new PartitionPart("", [], batch)];
        }

        var arrays = columns.Select(column => batch.Column(batch.Schema.GetFieldIndex(column))).ToArray();
        var groups = new Dictionary<string, (string?[] Values, List<int> Rows)>(StringComparer.Ordinal);
        var order = new List<string>();
        for (var row = 0; row < batch.Length; row++)
        {
            var values = System.Array.ConvertAll(arrays, array => PartitionValue.Format(array, row));
            var key = Key(values);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = (values, []);
                order.Add(key);
            }

            group.Rows.Add(row);
        }

        return [.. order.Select(key => new PartitionPart(
            key,
            [.. columns.Zip(groups[key].Values)],
            groups[key].Rows.Count == batch.Length ? batch : BatchRows.Take(batch, CollectionsMarshal.AsSpan(groups[key].Rows))))];
    }

    // Lengths keep values apart whatever they hold; null has none.
    private static string Key(string?[] values) => string.Concat(values.Select(value => value is null ? "-;" : $"{value.Length}:{value};"));
}
