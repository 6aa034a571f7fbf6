using LakeVersion.Versioning.Places;

namespace LakeVersion.Versioning.Commits;

/// <summary>A commit: its id, what the id covers, and where its tree is.</summary>
public sealed class Commit
{
    internal Commit(CommitId id, CommitRecord record, Locator? rootPlace)
    {
        Id = id;
        Record = record;
        RootPlace = rootPlace;
    }

    /// <summary>The commit's id.</summary>
    public CommitId Id { get; }

    /// <summary>What the id covers.</summary>
    public CommitRecord Record { get; }

    /// <summary>Where this copy of the root node is; null for the empty tree.</summary>
    internal Locator? RootPlace { get; }

    /// <summary>Short id and subject, for messages.</summary>
    public override string ToString() => $"{Id.Abbreviated} {Record.Subject}";
}
