using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>What an entry must say by its operation, whoever wrote it (docs/format.md, section 6). Pure.</summary>
internal static class EntryRules
{
    private const int MostMembers = 256;

    /// <summary>The first rule that an entry breaks, in words; null where it keeps to all.</summary>
    public static string? Fault(LogEntry entry)
    {
        var op = entry.Op;
        if (entry.IsMark)
        {
            return entry.After == entry.Before ? FenceFault(entry) : $"a {Word(op)} leaves the state as it was: expected {Text(entry.Before)} after it, found {Text(entry.After)}";
        }

        var ends = op is LogOperation.Reserve or LogOperation.Delete or LogOperation.Renamed or LogOperation.Retire;
        if (ends != entry.After is null)
        {
            return $"a {Word(op)} leaves {(ends ? "no state" : "a state")}: found {Text(entry.After)}";
        }

        return MemberFault(entry) ?? BodyFault(entry);
    }

    private static string? FenceFault(LogEntry entry) =>
        entry.Op == LogOperation.Fence && entry.Fence is null or < 1 ? $"a fence names its collection: found {entry.Fence?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}" : null;

    private static string? MemberFault(LogEntry entry)
    {
        if (entry.Op != LogOperation.Commit)
        {
            return entry.Members is null ? null : $"a {Word(entry.Op)} has no members: found {entry.Members.Count}";
        }

        return entry.Members is not { Count: >= 1 and <= MostMembers } members ? $"a commit has 1 to {MostMembers} members: found {entry.Members?.Count ?? 0}"
            : members[^1].Commit != entry.After ? $"the last member is the state after: expected {Text(entry.After)}, found {members[^1].Commit}"
            : null;
    }

    private static string? BodyFault(LogEntry entry)
    {
        if (!RefName.TryFromLog(entry.Log, out var name))
        {
            return $"'{entry.Log}' is no log";
        }

        return entry.Op == LogOperation.Settings && entry.SettingsValue is null ? "settings are missing"
            : (entry.Op is LogOperation.Erase or LogOperation.Erased) != (name == RefName.Erasures) ? $"a {Word(entry.Op)} has no place in {entry.Log}"
            : name == RefName.Erasures ? Erasing.ErasedPlaces.Fault(entry)
            : name.Kind == RefKind.Staging && entry.IsLive && entry.Staged is null ? "the staged state is missing"
            : name.Kind == RefKind.Keep && entry.After is { } kept && kept.ToString() != name.Name ? $"a keep is of the commit that it is named by: expected {name.Name}, found {kept}"
            : entry.Source is { N: < 1 } source ? $"its source is entry {source.N} of {source.Log}: expected 1 or more"
            : null;
    }

    private static string Word(LogOperation op) => op.ToString().ToLowerInvariant();

    private static string Text(Commits.CommitId? commit) => commit?.ToString() ?? "none";
}
