using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Merging;

/// <summary>What becomes of ours' files where theirs' changes come to them. Pure.</summary>
/// <remarks>
/// By path: (1) what ours has as the base had becomes what theirs has; (2) what theirs has as the base had stays; (3) what both changed
/// alike stays, unless its rows may be elsewhere (5). (4) Both gave a file other vectors: their rows decide (<see cref="VectorMerge"/>). (5) Both let go of a file, or one did
/// and the other deleted rows of it: the rows may live on in other files of either, so that files cannot tell what became of them,
/// unless neither side has new files, or rows that came back in old ones, at all. So it is where both deleted the same rows of a file by one
/// vector, as by a commit that both took over, and one side has a new file that the other lacks. (6) Both added a path with other vectors: likewise.
/// </remarks>
internal sealed class FileMerge
{
    private readonly List<AddFile> added = [];
    private readonly List<AddFile> removed = [];
    private readonly List<BothMarked> bothMarked = [];
    private readonly List<string> entangled = [];

    private bool newFilesDiffer;

    private FileMerge()
    {
    }

    /// <summary>Files of theirs that ours gets; those with another vector take the place of ours' file of the path.</summary>
    public IReadOnlyList<AddFile> Added => added;

    /// <summary>Files of ours that go, those whose vector is replaced among them.</summary>
    public IReadOnlyList<AddFile> Removed => removed;

    /// <summary>Files of which both sides deleted rows, or brought rows back.</summary>
    public IReadOnlyList<BothMarked> Marked => bothMarked;

    /// <summary>Paths of files of which both may have changed the same rows.</summary>
    public IReadOnlyList<string> Entangled => entangled;

    /// <summary>True where neither side has files that the base lacks: rows were deleted, and none moved or came.</summary>
    public bool OnlyDeletes { get; private init; }

    public static FileMerge Of(DeltaSnapshot ours, FileDelta oursSince, FileDelta theirsSince, bool onlyDeletes)
    {
        var merge = new FileMerge { OnlyDeletes = onlyDeletes, newFilesDiffer = !Names(oursSince).SetEquals(Names(theirsSince)) };
        var files = ours.State.Files;
        foreach (var file in theirsSince.Added)
        {
            merge.Add(file, Find(files, file));
        }

        foreach (var (before, after) in theirsSince.Marked)
        {
            merge.Mark(before, after, Find(files, before));
        }

        foreach (var file in theirsSince.Removed)
        {
            merge.Remove(file, Find(files, file));
        }

        return merge;
    }

    private void Add(AddFile file, AddFile? mine)
    {
        if (mine is null)
        {
            added.Add(file);
        }
        else if (!IsSame(mine, file))
        {
            entangled.Add(file.Path);
        }
    }

    private void Mark(AddFile before, AddFile after, AddFile? mine)
    {
        if (mine is null)
        {
            Entangle(before);
        }
        else if (IsSame(mine, before))
        {
            added.Add(after);
            removed.Add(mine);
        }
        else if (!IsSame(mine, after))
        {
            bothMarked.Add(new BothMarked(before, mine, after));
        }
        else if (newFilesDiffer)
        {
            Entangle(before);
        }
    }

    private void Remove(AddFile before, AddFile? mine)
    {
        if (mine is null || !IsSame(mine, before))
        {
            Entangle(before);
        }

        if (mine is not null)
        {
            removed.Add(mine);
        }
    }

    private void Entangle(AddFile file)
    {
        if (!OnlyDeletes)
        {
            entangled.Add(file.Path);
        }
    }

    private static HashSet<(string Path, string? Vector)> Names(FileDelta since) => [.. since.Added.Select(file => (file.Path, file.DeletionVector?.UniqueId))];

    private static AddFile? Find(FileSet files, AddFile file) => files.PlaceOf(FileKey.Of(file.Path)) is var (block, row) ? block[row] : null;

    private static bool IsSame(AddFile left, AddFile right) => left.DeletionVector?.UniqueId == right.DeletionVector?.UniqueId;
}

/// <summary>A file to which both sides gave another deletion vector.</summary>
/// <param name="Base">The file in the base.</param>
/// <param name="Ours">The file in ours.</param>
/// <param name="Theirs">The file in theirs.</param>
internal sealed record BothMarked(AddFile Base, AddFile Ours, AddFile Theirs);
