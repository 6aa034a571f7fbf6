using System.Text.Json.Nodes;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Merging;

/// <summary>A table in a conflict, in short, as JSON.</summary>
internal static class TableText
{
    public static string? Of(DeltaSnapshot? table) => table is null ? null : new JsonObject
    {
        ["id"] = table.Metadata.Id,
        ["version"] = table.Version,
        ["rows"] = table.RowCount,
    }.ToJsonString();
}
