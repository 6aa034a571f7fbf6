using LakeVersion.Storage;
using LakeVersion.Versioning.Commits;

namespace LakeVersion.Merging;

/// <summary>One thing that two sides of a merge changed in ways that exclude each other. Ours is always the destination.</summary>
public sealed record MergeConflict
{
    /// <summary>What it is about.</summary>
    public required MergeConflictKind Kind { get; init; }

    /// <summary>The file's path, or the table's.</summary>
    public required string Path { get; init; }

    /// <summary>The row's key: the values of the key's columns as a JSON array, such as <c>[42]</c>; null where it is about no row.</summary>
    public string? Key { get; init; }

    /// <summary>The column, or the name of the property, application or domain; null for none.</summary>
    public string? Column { get; init; }

    /// <summary>What both sides began with, as JSON: a cell's value, a row as an object, a file's size and digest; null where it was not there.</summary>
    public string? Base { get; init; }

    /// <summary>What the destination has, as JSON; null where it is not there.</summary>
    public string? Ours { get; init; }

    /// <summary>What the source has, as JSON; null where it is not there.</summary>
    public string? Theirs { get; init; }

    /// <summary>The commit whose change met it, where commits are picked, taken back or made anew; null for a merge.</summary>
    public CommitId? Commit { get; init; }

    /// <summary>What excludes what, as a clause.</summary>
    public required string Reason { get; init; }

    /// <summary>What it is about in words, without the reason: <c>sales key [42] column price</c>.</summary>
    public string Subject => Path + (Key is null ? "" : $" key {Key}") + (Column is null ? "" : $" {Kind switch
    {
        MergeConflictKind.Property => "property",
        MergeConflictKind.Application => "application",
        MergeConflictKind.Domain => "domain",
        _ => "column",
    }} {Column}");

    /// <summary>The order in which conflicts are given: by path; within a table by kind, then key and column.</summary>
    internal static IComparer<MergeConflict> Order { get; } = Comparer<MergeConflict>.Create((left, right) =>
        Utf8Order.Compare(left.Path, right.Path) is var path and not 0 ? path
        : left.Kind.CompareTo(right.Kind) is var kind and not 0 ? kind
        : string.CompareOrdinal(left.Key, right.Key) is var key and not 0 ? key
        : string.CompareOrdinal(left.Column, right.Column));

    internal bool IsAboutSameAs(MergeConflict other) => Order.Compare(this, other) == 0;
}
