using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Refs;

/// <summary>A name that has a log: a branch, tag, keep, staged transaction or system log.</summary>
public readonly record struct RefName
{
    private const int MaxBytes = 200;

    private RefName(RefKind kind, string name) => (Kind, Name) = (kind, name);

    /// <summary>What the names of branches begin with on which a rebase, squash or pick of several commits is made before it is published.</summary>
    public const string WorkbenchPrefix = "lv-replay/";

    /// <summary>The settings log.</summary>
    public static RefName Settings { get; } = new(RefKind.System, "settings");

    /// <summary>The log of erasures.</summary>
    public static RefName Erasures { get; } = new(RefKind.System, "erasures");

    /// <summary>The kind of name.</summary>
    public RefKind Kind { get; }

    /// <summary>The name itself, as people write it.</summary>
    public string Name { get; }

    /// <summary>The key prefix of the name's log, without a closing slash.</summary>
    public string Log => $"{Folder(Kind)}/{KeyEscape.Escape(Name)}";

    /// <summary>True for a branch for the time of one call. Rules judge what it publishes, where that is published.</summary>
    public bool IsWorkbench => Kind == RefKind.Branch && Name.StartsWith(WorkbenchPrefix, StringComparison.Ordinal);

    /// <summary>The kind in words, for messages.</summary>
    public string KindWord => Kind switch
    {
        RefKind.Branch => "branch",
        RefKind.Tag => "tag",
        RefKind.Keep => "keep",
        RefKind.Staging => "transaction",
        _ => "log",
    };

    /// <summary>A branch's name.</summary>
    /// <exception cref="LakeException">Invalid: the name breaks a rule, which the message states.</exception>
    public static RefName Branch(string name) => Checked(RefKind.Branch, name);

    /// <summary>A tag's name.</summary>
    /// <exception cref="LakeException">Invalid: the name breaks a rule, which the message states.</exception>
    public static RefName Tag(string name) => Checked(RefKind.Tag, name);

    /// <summary>The protection of one commit.</summary>
    public static RefName Keep(Commits.CommitId commit) => new(RefKind.Keep, commit.ToString());

    /// <summary>The log of one staged transaction.</summary>
    public static RefName Staging(Id128 transaction) => new(RefKind.Staging, transaction.ToString());

    /// <summary>The name whose log has a key prefix; false where the prefix is no log's.</summary>
    public static bool TryFromLog(string log, out RefName name)
    {
        ArgumentNullException.ThrowIfNull(log);
        foreach (var kind in Enum.GetValues<RefKind>())
        {
            var folder = Folder(kind) + "/";
            if (log.StartsWith(folder, StringComparison.Ordinal) && KeyEscape.TryUnescape(log[folder.Length..], out var text))
            {
                name = new RefName(kind, text);
                return true;
            }
        }

        name = default;
        return false;
    }

    /// <summary>The rule that a branch's or tag's name breaks, or null.</summary>
    public static string? Fault(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name is "branch" or "tag" or "HEAD")
        {
            return "the word is reserved";
        }

        if (name.Length is >= 6 and <= 64 && LowerHex.Is(name.ToLowerInvariant()))
        {
            return "6 to 64 hex digits alone could be a commit id";
        }

        if (name[0] is '/' or '-' || name[^1] is '/' or '-')
        {
            return "it begins or ends with '/' or '-'";
        }

        if (name.Contains("//", StringComparison.Ordinal))
        {
            return "it has an empty segment";
        }

        foreach (var part in (string[])["~", "^", ":", "@{", "..", " "])
        {
            if (name.Contains(part, StringComparison.Ordinal))
            {
                return $"it holds '{part}'";
            }
        }

        if (name.Any(char.IsControl))
        {
            return "it holds a control character";
        }

        // Every lone surrogate would be stored as the same replacement character.
        if (!UnicodeText.IsValid(name))
        {
            return "it is not valid Unicode (a surrogate stands alone)";
        }

        var bytes = KeyEscape.Escape(name).Length;
        return bytes > MaxBytes ? $"its stored form has {bytes} bytes; at most {MaxBytes} are allowed" : null;
    }

    /// <summary>Kind and name, as <c>branch 'main'</c>.</summary>
    public override string ToString() => $"{KindWord} '{Name}'";

    /// <summary>The folder that holds the logs of a kind, without a closing slash.</summary>
    internal static string Folder(RefKind kind) => kind switch
    {
        RefKind.Branch => "refs/branches",
        RefKind.Tag => "refs/tags",
        RefKind.Keep => "refs/keep",
        RefKind.Staging => "refs/staging",
        _ => "refs/system",
    };

    private static RefName Checked(RefKind kind, string name) => Fault(name) is { } fault
        ? throw LakeException.Invalid($"'{Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Length > MaxBytes ? name[..60] + "…" : name))}' cannot be a {kind.ToString().ToLowerInvariant()}'s name: {fault}.")
        : new RefName(kind, name);
}
