using LakeVersion.Storage;

namespace LakeVersion.Versioning.Commits;

/// <summary>The id of a commit: the digest of its record's first line.</summary>
public readonly record struct CommitId(ContentHash Hash) : IComparable<CommitId>
{
    /// <summary>The first 10 hex digits, for people.</summary>
    public string Abbreviated => ToString()[..10];

    /// <summary>The id of a record whose first line (without line feed) is given.</summary>
    internal static CommitId Of(ReadOnlySpan<byte> firstLine) => new(ContentHash.OfDomain("lakeversion.commit.v1", firstLine));

    /// <summary>Reads 64 lower-case hex digits.</summary>
    /// <exception cref="LakeException">Invalid: the text is anything else.</exception>
    public static CommitId Parse(string text) => new(ContentHash.Parse(text));

    /// <summary>Reads 64 lower-case hex digits; false where the text is anything else.</summary>
    public static bool TryParse(string? text, out CommitId id)
    {
        var valid = ContentHash.TryParse(text, out var hash);
        id = new CommitId(hash);
        return valid;
    }

    /// <summary>Where the commit's record is stored.</summary>
    internal StoreKey ToKey()
    {
        var hex = ToString();
        return StoreKey.Parse($"commits/{hex[..2]}/{hex}");
    }

    /// <summary>Compares by bytes.</summary>
    public int CompareTo(CommitId other) => Hash.CompareTo(other.Hash);

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Hash.ToString();

    /// <summary>True where <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(CommitId left, CommitId right) => left.CompareTo(right) < 0;

    /// <summary>True where <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(CommitId left, CommitId right) => left.CompareTo(right) > 0;

    /// <summary>True where <paramref name="left"/> sorts before or equals <paramref name="right"/>.</summary>
    public static bool operator <=(CommitId left, CommitId right) => left.CompareTo(right) <= 0;

    /// <summary>True where <paramref name="left"/> sorts after or equals <paramref name="right"/>.</summary>
    public static bool operator >=(CommitId left, CommitId right) => left.CompareTo(right) >= 0;
}
