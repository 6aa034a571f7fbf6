using System.Text;
using System.Text.Unicode;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Commits;

/// <summary>The limits of what callers write into a commit.</summary>
internal static class CommitText
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxSubjectBytes = 1024;

    /// <summary>The first line of a message, cut to 1 KiB of UTF-8 at a character.</summary>
    public static string FirstLine(string message)
    {
        var line = message.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];

        // Encoding stops at the last character that fits, however long the line is.
        Span<byte> utf8 = stackalloc byte[MaxSubjectBytes];
        Utf8.FromUtf16(line, utf8, out var read, out _);
        return line[..read].ToString();
    }

    /// <summary>Refuses a message, author or metadata that the format cannot hold.</summary>
    /// <exception cref="LakeException">Invalid: names the part and its size.</exception>
    public static void Check(string message, string author, IReadOnlyDictionary<string, string>? metadata, string? committer = null)
    {
        if (Encoding.UTF8.GetByteCount(message) is var size and > MaxBytes)
        {
            throw LakeException.Invalid($"The message has {size:N0} bytes; at most {MaxBytes:N0} are allowed.");
        }

        CheckUnicode(message, "message");

        CheckPerson(author, "author", "Set --author or LAKEVERSION_AUTHOR.");

        if (committer is not null)
        {
            CheckPerson(committer, "committer", "Set the committer to a name.");
        }

        var total = metadata?.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) ?? 0;
        if (total > MaxBytes)
        {
            throw LakeException.Invalid($"The metadata has {total:N0} bytes; at most {MaxBytes:N0} are allowed.");
        }

        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
        {
            CheckUnicode(key, "metadata");
            CheckUnicode(value, "metadata");
        }
    }

    /// <summary>Refuses text that would be stored as another one.</summary>
    /// <exception cref="LakeException">Invalid: a surrogate stands alone.</exception>
    public static void CheckUnicode(string text, string what)
    {
        if (!UnicodeText.IsValid(text))
        {
            throw LakeException.Invalid($"The {what} is not valid Unicode (a surrogate stands alone).");
        }
    }

    /// <summary>Refuses an idempotency key that a log entry cannot hold.</summary>
    /// <exception cref="LakeException">Invalid.</exception>
    public static void CheckKey(string? key)
    {
        if (key is not null && (key.Length == 0 || Encoding.UTF8.GetByteCount(key) > MaxSubjectBytes))
        {
            throw LakeException.Invalid($"The idempotency key has {Encoding.UTF8.GetByteCount(key):N0} bytes; 1 to {MaxSubjectBytes:N0} are allowed.");
        }

        CheckUnicode(key ?? "", "idempotency key");
    }

    private static void CheckPerson(string name, string role, string advice)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > MaxSubjectBytes || name.Any(char.IsControl))
        {
            throw LakeException.Invalid($"The {role} must be 1 to 1,024 bytes of text without control characters. {advice}");
        }

        CheckUnicode(name, role);
    }
}
