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
        var known = new Dictionary<object, ConflictDecision>();
        foreach (var decision in this.resolution.Decisions)
        {
            // What it was made for tells decisions about one thing apart, as several commits may each meet it.
            var about = (decision.Path, decision.Kind, Canonical(decision.Key), decision.Column, decision.Commit, Values(decision.MadeFor));
            if (known.TryGetValue(about, out var other) && !Same(other, decision))
            {
                throw Contradiction(decision.Subject, other, decision);
            }

            known[about] = decision;
        }
    }

    /// <summary>The decision; null where there is none.</summary>
    /// <remarks>The closest count, and of these the ones that were made for the conflict's own values before those that were made for any.</remarks>
    /// <exception cref="LakeException">Invalid: two contradict each other, or all of the closest were made for other values.</exception>
    public MergeDecision? Decide(MergeConflict conflict)
    {
        met.Add(conflict.Subject);
        var about = resolution.Decisions.Where(decision => Fits(decision, conflict) && !IsOfAnother(decision, conflict)).ToList();
        if (about.Count == 0)
        {
            return ByPattern(conflict);
        }

        about.Where(decision => Agreement(decision, conflict) > 0).ToList().ForEach(decision => used.Add(decision));
        var closest = about.Max(Closeness);
        about.RemoveAll(decision => Closeness(decision) < closest);
        var agreement = about.Max(decision => Agreement(decision, conflict));
        var best = about.Where(decision => Agreement(decision, conflict) == agreement).ToList();
        if (agreement == 0)
        {
            throw Stale(best[0], conflict);
        }

        return best.Find(decision => !Same(decision, best[0])) is { } odd
            ? throw Contradiction(conflict.Subject, best[0], odd)
            : best[0].Decision;
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

        var which = string.Join("; ", idle.Take(Shown).Select(Told)) + (idle.Count > Shown ? $"; and {idle.Count - Shown} more" : "");
        var there = met.Count == 0 ? "There are no conflicts." : $"The conflicts are about: {string.Join("; ", met.Distinct().Take(Shown))}{(met.Distinct().Count() > Shown ? "; …" : "")}.";
        throw LakeException.Invalid($"The resolution does not match the conflicts: nothing is to be decided about {which}. {there} Nothing was changed; save the conflicts anew and decide them.");
    }

    // It was made for other values, and has met them: those of another commit.
    private bool IsOfAnother(ConflictDecision decision, MergeConflict conflict) => Agreement(decision, conflict) == 0 && used.Contains(decision);

    private static int Closeness(ConflictDecision decision) =>
        (decision.Column is null ? 0 : 8) + (decision.Key is null ? 0 : 4) + (decision.Kind is null ? 0 : 2) + (decision.Commit is null ? 0 : 1);

    // 0: made for other values. 1: for any. 2: for those of both sides. 3: for those of the base too.
    private static int Agreement(ConflictDecision decision, MergeConflict conflict) =>
        Values(decision.MadeFor) is not var (@base, ours, theirs) ? 1
        : ours != Canonical(conflict.Ours) || theirs != Canonical(conflict.Theirs) ? 0
        : @base != Canonical(conflict.Base) ? 2
        : 3;

    private static (string? Base, string? Ours, string? Theirs)? Values(MergeConflict? conflict) =>
        conflict is null ? null : (Canonical(conflict.Base), Canonical(conflict.Ours), Canonical(conflict.Theirs));

    private static bool Fits(ConflictDecision decision, MergeConflict conflict) =>
        decision.Path == conflict.Path
        && (decision.Commit is null || decision.Commit == conflict.Commit)
        && (decision.Kind is null || decision.Kind == conflict.Kind)
        && (decision.Key is null || Canonical(decision.Key) == Canonical(conflict.Key))
        && (decision.Column is null || decision.Column == conflict.Column);

    private static string Word(ConflictDecision decision) =>
        decision.Decision.Json is { } value ? $"the value {value}" : decision.Decision.Side.ToString().ToLowerInvariant();

    private static bool Same(ConflictDecision left, ConflictDecision right) =>
        left.Decision.Side == right.Decision.Side && Canonical(left.Decision.Json) == Canonical(right.Decision.Json);

    private static LakeException Contradiction(string subject, ConflictDecision one, ConflictDecision other) =>
        LakeException.Invalid($"Two decisions about {subject} contradict each other: {Word(one)}{At(one)} and {Word(other)}{At(other)}. Keep one.");

    private static LakeException Stale(ConflictDecision decision, MergeConflict conflict) => LakeException.Invalid(
        $"The decision about {conflict.Subject}{At(decision)} was made for ours {decision.MadeFor!.Ours ?? "nothing"} and theirs {decision.MadeFor.Theirs ?? "nothing"}; now ours is {conflict.Ours ?? "nothing"} and theirs {conflict.Theirs ?? "nothing"}. Nothing was changed; save the conflicts anew and decide them.");

    private static string Told(ConflictDecision decision) =>
        decision.Subject
        + (decision.Commit is { } commit ? $" of {commit.Abbreviated}" : "")
        + (decision.MadeFor is { Ours: { } ours, Theirs: { } theirs } ? $" for ours {ours} and theirs {theirs}" : "")
        + At(decision);

    private static string At(ConflictDecision decision) => decision.Place is null ? "" : $" ({decision.Place})";

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
