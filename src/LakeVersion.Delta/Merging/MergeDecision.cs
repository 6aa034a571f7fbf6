using System.Text.Json;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>How a conflict is settled. Immutable.</summary>
public sealed record MergeDecision
{
    private MergeDecision(MergeSide side, string? json) => (Side, Json) = (side, json);

    /// <summary>What ours has stands.</summary>
    public static MergeDecision Ours { get; } = new(MergeSide.Ours, null);

    /// <summary>What theirs has is taken.</summary>
    public static MergeDecision Theirs { get; } = new(MergeSide.Theirs, null);

    /// <summary>It becomes what the base had again.</summary>
    public static MergeDecision Base { get; } = new(MergeSide.Base, null);

    /// <summary>Whose value is taken.</summary>
    public MergeSide Side { get; }

    /// <summary>The value as JSON, where it is one of its own; else null.</summary>
    public string? Json { get; }

    /// <summary>A value of its own: a cell's, or a row's as an object.</summary>
    /// <param name="json">The value as JSON.</param>
    /// <exception cref="LakeException">Invalid: this is no JSON.</exception>
    public static MergeDecision Value(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new MergeDecision(MergeSide.Value, json);
        }
        catch (JsonException e)
        {
            throw LakeException.Invalid($"A decision has the value {json}, which is no JSON: {e.Message}", e);
        }
    }
}
