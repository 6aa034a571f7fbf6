using System.Text.Json.Nodes;
using LakeVersion.Merging;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>A conflict, as far as the model tells it: the reason is the product's own.</summary>
internal sealed record ModelConflict(MergeConflictKind Kind, string Path, string? Key, string? Column, string? Base, string? Ours, string? Theirs)
{
    public static ModelConflict Of(MergeConflict conflict) => new(
        conflict.Kind, conflict.Path, conflict.Key, conflict.Column, Plain(conflict.Base), Plain(conflict.Ours), Plain(conflict.Theirs));

    /// <summary>What it is where both sides change places.</summary>
    public ModelConflict Mirrored() => this with { Ours = Theirs, Theirs = Ours };

    // Of a file its digest alone; of a row its cells that are not null, in the order of their names.
    private static string? Plain(string? json)
    {
        if (json is null || JsonNode.Parse(json) is not JsonObject row)
        {
            return json;
        }

        return row["sha256"] is { } digest
            ? digest.ToString()
            : new JsonObject(row.Where(cell => cell.Value is not null).OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => KeyValuePair.Create(cell.Key, cell.Value?.DeepClone()))).ToJsonString();
    }

    /// <summary>A row as <see cref="Of"/> has it.</summary>
    public static string? Row(ModelRow? row) => Plain(row?.Text());
}
