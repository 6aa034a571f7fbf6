using System.Text.Json.Nodes;

namespace LakeVersion.Tests.Merging.Model;

/// <summary>A row of a keyed table; the key is <see cref="Id"/>.</summary>
internal sealed record ModelRow(int Id, int? A, string? B, int C)
{
    /// <summary>The cells beside the key.</summary>
    public static readonly IReadOnlyList<string> Columns = ["A", "B", "C"];

    /// <summary>The key as conflicts name it.</summary>
    public string KeyText() => $"[{Id}]";

    /// <summary>A cell as JSON.</summary>
    public string Cell(string column) => column switch
    {
        "A" => A is { } a ? $"{a}" : "null",
        "B" => B is { } b ? $"\"{b}\"" : "null",
        _ => $"{C}",
    };

    /// <summary>The row with a cell of another.</summary>
    public ModelRow With(string column, ModelRow other) => column switch
    {
        "A" => this with { A = other.A },
        "B" => this with { B = other.B },
        _ => this with { C = other.C },
    };

    /// <summary>The row as JSON.</summary>
    public string Text() => new JsonObject { [nameof(Id)] = Id, [nameof(A)] = A, [nameof(B)] = B, [nameof(C)] = C }.ToJsonString();
}
