using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;
using LakeVersion.Delta.Merging;
using LakeVersion.Storage;

namespace LakeVersion.Merging;

/// <summary>Finds the decision about a conflict, and knows in the end which were about none.</summary>
internal sealed class DecisionBook
{
    private const int Shown = 3;

    private readonly MergeResolution resolution;
    private readonly HashSet<ConflictDecision> used = [];
    private readonly List<string> met = [];

    /// <exception cref="LakeException">Invalid: a decision without what it needs, or two that contradict each other.</exception>
    public DecisionBook(MergeResolution? resolution)
    {
        this.resolution = resolution ?? new MergeResolution();
        var known = new Dictionary<(string, MergeConflictKind?, string?, string?), ConflictDecision>();
        foreach (var decision in this.resolution.Decisions)
        {
            var about = (decision.Path, decision.Kind, Canonical(decision.Key), decision.Column);
            if (known.TryGetValue(about, out var other) && !Same(other, decision))
            {
                throw LakeException.Invalid($"Two decisions about {decision.Subject} contradict each other: {Word(other)} and {Word(decision)}. Keep one.");
            }

            known[about] = decision;
        }
    }

    /// <summary>The decision; null where there is none.</summary>
    /// <exception cref="LakeException">Invalid: two contradict each other, or one was made for other values.</exception>
    public MergeDecision? Decide(MergeConflict conflict)
    {
        met.Add(conflict.Subject);
        var fitting = resolution.Decisions.Where(decision => Fits(decision, conflict)).ToList();
        fitting.ForEach(decision => used.Add(decision));
        if (fitting.Count == 0)
        {
            return ByPattern(conflict);
        }

        var closest = fitting.Max(Closeness);
        var best = fitting.Where(decision => Closeness(decision) == closest).ToList();
        var odd = best.Find(decision => !Same(decision, best[0]));
        if (odd is not null)
        {
            throw LakeException.Invalid($"Two decisions about {conflict.Subject} contradict each other: {Word(best[0])} and {Word(odd)}. Keep one.");
        }

        CheckStill(best[0], conflict);
        return best[0].Decision;
    }

    /// <summary>Refuses decisions that were about no conflict.</summary>
    /// <exception cref="LakeException">Invalid: names the first ones, and the conflicts that there are.</exception>
    public void CheckAllUsed()
    {
        var idle = resolution.Decisions.Where(decision => !used.Contains(decision)).ToList();
        if (idle.Count == 0)
        {
            return;
        }

        var which = string.Join("; ", idle.Take(Shown).Select(decision => decision.Subject)) + (idle.Count > Shown ? $"; and {idle.Count - Shown} more" : "");
        var there = met.Count == 0 ? "There are no conflicts." : $"The conflicts are about: {string.Join("; ", met.Distinct().Take(Shown))}{(met.Distinct().Count() > Shown ? "; …" : "")}.";
        throw LakeException.Invalid($"The resolution does not match the conflicts: nothing is to be decided about {which}. {there} Nothing was changed; save the conflicts anew and decide them.");
    }

    private static int Closeness(ConflictDecision decision) =>
        (decision.Column is null ? 0 : 4) + (decision.Key is null ? 0 : 2) + (decision.Kind is null ? 0 : 1);

    private static bool Fits(ConflictDecision decision, MergeConflict conflict) =>
        decision.Path == conflict.Path
        && (decision.Kind is null || decision.Kind == conflict.Kind)
        && (decision.Key is null || Canonical(decision.Key) == Canonical(conflict.Key))
        && (decision.Column is null || decision.Column == conflict.Column);

    private static string Word(ConflictDecision decision) =>
        decision.Decision.Json is { } value ? $"the value {value}" : decision.Decision.Side.ToString().ToLowerInvariant();

    private static bool Same(ConflictDecision left, ConflictDecision right) =>
        left.Decision.Side == right.Decision.Side && Canonical(left.Decision.Json) == Canonical(right.Decision.Json);

    private static void CheckStill(ConflictDecision decision, MergeConflict conflict)
    {
        if (decision.MadeFor is { } then && (Canonical(then.Ours) != Canonical(conflict.Ours) || Canonical(then.Theirs) != Canonical(conflict.Theirs)))
        {
            throw LakeException.Invalid(
                $"The decision about {conflict.Subject} was made for ours {then.Ours ?? "nothing"} and theirs {then.Theirs ?? "nothing"}; now ours is {conflict.Ours ?? "nothing"} and theirs {conflict.Theirs ?? "nothing"}. Nothing was changed; save the conflicts anew and decide them.");
        }
    }

    // One way of writing the same JSON, so that blanks and escapes do not matter.
    private static string? Canonical(string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(json)?.ToJsonString() ?? "null";
        }
        catch (JsonException e)
        {
            throw LakeException.Invalid($"'{json}' in a decision is not JSON: {e.Message}", e);
        }
    }

    private static bool Matches(string pattern, string path) =>
        Tables.TablePath.FoldersAbove(path).Prepend(path).Any(name => FileSystemName.MatchesSimpleExpression(pattern.TrimEnd('/'), name, ignoreCase: false));

    private MergeDecision? ByPattern(MergeConflict conflict)
    {
        var ours = resolution.Ours.FirstOrDefault(pattern => Matches(pattern, conflict.Path));
        var theirs = resolution.Theirs.FirstOrDefault(pattern => Matches(pattern, conflict.Path));
        if (ours is not null && theirs is not null)
        {
            throw LakeException.Invalid($"{conflict.Subject} is to be decided for ours by '{ours}' and for theirs by '{theirs}'. Name closer patterns.");
        }

        return ours is not null ? MergeDecision.Ours : theirs is not null ? MergeDecision.Theirs : null;
    }
}
