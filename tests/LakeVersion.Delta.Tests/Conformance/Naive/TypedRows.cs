using System.Text.Json.Nodes;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Tests.Conformance.Naive;

/// <summary>The rows of a snapshot as typed text.</summary>
internal static class TypedRows
{
    /// <summary>All rows, sorted.</summary>
    public static async Task<List<string>> OfAsync(JsonArray columns, DeltaSnapshot snapshot)
    {
        var found = new List<string>();
        await foreach (var batch in snapshot.ReadAsync())
        {
            for (var row = 0; row < batch.Length; row++)
            {
                found.Add(string.Join('|', columns.Select((column, i) => CellText.Of(column!["type"]!, batch.Column(i), row))));
            }

            batch.Dispose();
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }
}
