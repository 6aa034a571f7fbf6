namespace LakeVersion.Tests.Merging.Model;

/// <summary>A step of a run. Numbers are taken modulo what there is.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Branch">Where.</param>
/// <param name="Other">With which other branch or commit.</param>
/// <param name="Choice">Which of the ways.</param>
/// <param name="Edits">The edits of one commit.</param>
internal sealed record MergeStep(string Kind, int Branch, int Other, int Choice, IReadOnlyList<MergeEdit> Edits)
{
    public override string ToString() => $"{Kind} {Branch} {Other} {Choice} [{string.Join(", ", Edits)}]";
}

/// <summary>One edit: a file is put or deleted; a row is put, deleted, or one cell of it set.</summary>
internal sealed record MergeEdit(string Kind, int Where, int Key, int Value)
{
    public override string ToString() => $"{Kind} {Where} {Key} {Value}";
}
