using System.Globalization;
using LakeVersion.Storage;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Revisions;

/// <summary>A revision as written: a name or id, an optional state of its log, and steps to parents.</summary>
/// <remarks>
/// <c>main</c>, <c>v1.2</c>, <c>3fa9c1d</c> (at least 6 hex digits), <c>branch:x</c>, <c>tag:x</c>; then at most one of
/// <c>@{2026-11-01T12:00Z}</c> (where it stood then) and <c>@{#17}</c> (after its 17th entry); then any of <c>~3</c> (first
/// parents) and <c>^2</c> (that parent). A path at a revision is <c>REV:PATH</c>.
/// </remarks>
public sealed record Revision
{
    private const int MaxLength = 16 * 1024;
    private const int MaxShown = 60;

    private Revision(string text) => Text = text;

    /// <summary>The text it was read from.</summary>
    public string Text { get; }

    /// <summary>The name or hex digits.</summary>
    public required string Name { get; init; }

    /// <summary>Branch or tag where the text said which; null looks for a branch, then a tag, then an id.</summary>
    public RefKind? Kind { get; init; }

    /// <summary>The time of <c>@{time}</c>; null where there is none.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The number of <c>@{#n}</c>; null where there is none.</summary>
    public long? EntryNumber { get; init; }

    /// <summary>The steps to parents, in order.</summary>
    public IReadOnlyList<RevisionStep> Steps { get; init; } = [];

    /// <summary>Reads a revision.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">What relative times (<c>@{2 days ago}</c>) count from.</param>
    /// <exception cref="LakeException">Invalid: the message says what was expected and where.</exception>
    public static Revision Parse(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            throw Fault(text[..MaxShown] + "…", $"it has {text.Length:N0} characters; at most {MaxLength:N0} are allowed");
        }

        var end = text.AsSpan().IndexOfAny('~', '^');
        var at = text.IndexOf("@{", StringComparison.Ordinal);
        if (at >= 0 && (end < 0 || at < end))
        {
            var close = text.IndexOf('}', at);
            if (close < 0)
            {
                throw Fault(text, "'@{' has no closing '}'");
            }

            var (name, kind) = ParseName(text, text[..at]);
            var inside = text[(at + 2)..close];
            var steps = ParseSteps(text, close + 1);
            return inside.StartsWith('#')
                ? new Revision(text) { Name = name, Kind = kind, EntryNumber = ParseNumber(text, inside), Steps = steps }
                : new Revision(text) { Name = name, Kind = kind, AsOf = RevisionTime.Parse(text, inside, now), Steps = steps };
        }

        end = end < 0 ? text.Length : end;
        var (plainName, plainKind) = ParseName(text, text[..end]);
        return new Revision(text) { Name = plainName, Kind = plainKind, Steps = ParseSteps(text, end) };
    }

    /// <summary>Splits <c>REV:PATH</c>. Without a path the second part is null; an empty path means the root.</summary>
    public static (string Revision, string? Path) SplitPath(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var from = text.StartsWith("branch:", StringComparison.Ordinal) ? 7 : text.StartsWith("tag:", StringComparison.Ordinal) ? 4 : 0;

        // A time inside @{…} holds colons of its own.
        var brace = text.IndexOf("@{", from, StringComparison.Ordinal);
        var colon = text.IndexOf(':', from);
        if (brace >= 0 && colon > brace)
        {
            var close = text.IndexOf('}', brace);
            colon = close < 0 ? -1 : text.IndexOf(':', close);
        }

        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static (string Name, RefKind? Kind) ParseName(string text, string name)
    {
        var (rest, kind) = name.StartsWith("branch:", StringComparison.Ordinal) ? (name[7..], RefKind.Branch)
            : name.StartsWith("tag:", StringComparison.Ordinal) ? (name[4..], RefKind.Tag)
            : (name, (RefKind?)null);
        return rest.Length > 0 ? (rest, kind) : throw Fault(text, "a branch, tag or commit id is expected at its beginning");
    }

    private static long ParseNumber(string text, string inside) =>
        long.TryParse(inside.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1
            ? n
            : throw Fault(text, $"'@{{{inside}}}' should be an entry's number, as @{{#17}}");

    private static List<RevisionStep> ParseSteps(string text, int from)
    {
        var steps = new List<RevisionStep>();
        while (from < text.Length)
        {
            var sign = text[from++];
            var digits = 0;
            while (from + digits < text.Length && char.IsAsciiDigit(text[from + digits]))
            {
                digits++;
            }

            var count = 1L;
            var valid = sign is '~' or '^'
                && (digits == 0 || long.TryParse(text.AsSpan(from, digits), NumberStyles.None, CultureInfo.InvariantCulture, out count))
                && (sign == '~' || count >= 1);
            if (!valid)
            {
                throw Fault(text, $"expected ~N or ^N at character {from}");
            }

            steps.Add(sign == '~' ? new RevisionStep(count, 1) : new RevisionStep(1, count));
            from += digits;
        }

        return steps;
    }

    private static LakeException Fault(string text, string fault) => LakeException.Invalid($"'{text}' is not a revision: {fault}.");
}

/// <summary>A step to parents: so many times to the parent of a number.</summary>
/// <param name="Count">How many steps.</param>
/// <param name="Parent">Which parent, from 1.</param>
public readonly record struct RevisionStep(long Count, long Parent);
