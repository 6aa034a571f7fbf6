using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Audit;

/// <summary>Which entries of which logs an audit shows. All conditions hold together.</summary>
public sealed record AuditFilter
{
    /// <summary>Only these names; null for all branches and tags, live or not, and the settings.</summary>
    public IReadOnlyList<RefName>? Names { get; init; }

    /// <summary>Only movements that changed this path, folder or table; null for all.</summary>
    public string? Path { get; init; }

    /// <summary>Only entries whose author, or a member's author, holds this text (upper and lower case alike).</summary>
    public string? Author { get; init; }

    /// <summary>Only these operations; null for all.</summary>
    public IReadOnlyList<LogOperation>? Operations { get; init; }

    /// <summary>Only entries at or after this effective time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only entries before this effective time.</summary>
    public DateTimeOffset? Until { get; init; }

    internal bool Matches(LogEntry entry) =>
        (Until is null || entry.Time < Until)
        && (Operations is null || Operations.Contains(entry.Op))
        && (Author is null || Authors(entry).Any(author => author.Contains(Author, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> Authors(LogEntry entry) =>
        (entry.Members ?? []).Select(member => member.Author).Prepend(entry.Author);
}
