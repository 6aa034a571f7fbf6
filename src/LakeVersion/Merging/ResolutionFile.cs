using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Delta.Merging;
using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Merging;

/// <summary>Conflicts as a JSON file that people decide by hand: each has a <c>take</c> to fill in, and for a value a <c>value</c>.</summary>
/// <remarks>Conflicts without a <c>take</c> stay undecided. Lines may be removed; lines without values decide all that their path, kind,
/// key, column and commit name. One file may have the conflicts of several commits. Comments and closing commas are allowed.</remarks>
public static class ResolutionFile
{
    private const int Version = 1;

    /// <summary>Writes conflicts, undecided.</summary>
    public static string Write(IReadOnlyList<MergeConflict> conflicts) => Write(conflicts, new MergeResolution());

    /// <summary>Writes what is decided already, and behind it conflicts that are not: those of the next commit, say. Patterns are left out.</summary>
    public static string Write(IReadOnlyList<MergeConflict> conflicts, MergeResolution decided)
    {
        ArgumentNullException.ThrowIfNull(conflicts);
        ArgumentNullException.ThrowIfNull(decided);
        var file = new ResolutionShape { Version = Version, Conflicts = [.. decided.Decisions.Select(Line), .. conflicts.Select(Line)] };
        return JsonSerializer.Serialize(file, Writing.ResolutionShape) + "\n";
    }

    /// <summary>Reads decisions.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="LakeException">Invalid: not such a file; the message says where and what is expected.</exception>
    public static MergeResolution Read(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        ResolutionShape? file;
        try
        {
            file = JsonSerializer.Deserialize(json, Writing.ResolutionShape);
        }
        catch (JsonException e)
        {
            throw LakeException.Invalid($"'{name}' is no file of decisions: {e.Message} Write one with: lv merge SOURCE --save FILE", e);
        }

        if (file?.Conflicts is not { } lines)
        {
            throw LakeException.Invalid($"'{name}' is no file of decisions: it has no list 'conflicts'. Write one with: lv merge SOURCE --save FILE");
        }

        return file.Version is null or Version
            ? new MergeResolution { Decisions = [.. lines.Select((line, index) => Decision(line, index, name)).OfType<ConflictDecision>()] }
            : throw LakeException.Unsupported($"'{name}' is of version {file.Version}; this program reads version {Version}.");
    }

    private static ResolutionContext Writing { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    private static ConflictLine Line(MergeConflict conflict) => new()
    {
        Path = conflict.Path,
        Commit = conflict.Commit?.ToString(),
        Kind = JsonNamingPolicy.CamelCase.ConvertName(conflict.Kind.ToString()),
        Key = Element(conflict.Key),
        Column = conflict.Column,
        Base = Element(conflict.Base),
        Ours = Element(conflict.Ours),
        Theirs = Element(conflict.Theirs),
        Reason = conflict.Reason,
    };

    private static ConflictLine Line(ConflictDecision decision)
    {
        var line = decision.MadeFor is { } conflict ? Line(conflict) : new ConflictLine();
        return line with
        {
            Path = decision.Path,
            Commit = decision.Commit?.ToString(),
            Kind = decision.Kind is { } kind ? JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()) : null,
            Key = Element(decision.Key),
            Column = decision.Column,
            Take = JsonNamingPolicy.CamelCase.ConvertName(decision.Decision.Side.ToString()),
            Value = Element(decision.Decision.Json),
        };
    }

    private static ConflictDecision? Decision(ConflictLine line, int index, string name)
    {
        var where = $"'{name}', conflict {index + 1}";
        var path = line.Path ?? throw LakeException.Invalid($"{where} has no 'path'.");
        var kind = line.Kind is null ? (MergeConflictKind?)null : KindOf(line.Kind, where);
        if (line.Take is null)
        {
            return Text(line.Value) is null ? null : throw LakeException.Invalid($"{where} ({path}) has a 'value' and no 'take'; say \"take\": \"value\", or leave the value out.");
        }

        return new ConflictDecision
        {
            Path = path,
            Kind = kind,
            Key = Text(line.Key),
            Column = line.Column,
            Commit = line.Commit is null ? null : CommitOf(line.Commit, $"{where} ({path})"),
            Place = where,
            Decision = DecisionOf(line, $"{where} ({path})"),
            MadeFor = line.Reason is null ? null : new MergeConflict
            {
                Path = path,
                Kind = kind ?? MergeConflictKind.Table,
                Base = Text(line.Base),
                Ours = Text(line.Ours),
                Theirs = Text(line.Theirs),
                Reason = line.Reason,
            },
        };
    }

    private static MergeConflictKind KindOf(string text, string where) =>
        Enum.TryParse<MergeConflictKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind)
            ? kind
            : throw LakeException.Invalid($"{where}: '{text}' is no kind of conflict. Expected one of {string.Join(", ", Enum.GetNames<MergeConflictKind>().Select(JsonNamingPolicy.CamelCase.ConvertName))}.");

    private static CommitId CommitOf(string text, string where) => CommitId.TryParse(text, out var id)
        ? id
        : throw LakeException.Invalid($"{where}: '{text}' is no id of a commit. Expected it in full, or no 'commit' for a decision about all of them.");

    private static MergeDecision DecisionOf(ConflictLine line, string where) => (line.Take, Text(line.Value)) switch
    {
        ("ours", null) => MergeDecision.Ours,
        ("theirs", null) => MergeDecision.Theirs,
        ("base", null) => MergeDecision.Base,
        ("value", { } value) => MergeDecision.Value(value),
        ("value", null) => throw LakeException.Invalid($"{where} is to take a value, and has no 'value'."),
        ("ours" or "theirs" or "base", _) => throw LakeException.Invalid($"{where} takes {line.Take} and has a 'value' too; say \"take\": \"value\", or leave the value out."),
        _ => throw LakeException.Invalid($"{where}: 'take' is '{line.Take}'; expected ours, theirs, base or value."),
    };

    // What is not there is left out, which is not the same as a null.
    private static JsonElement Element(string? json) => json is null ? default : JsonDocument.Parse(json).RootElement;

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? null : element.GetRawText();
}
