namespace LakeVersion.Cli.Output;

/// <summary>Draws lines from commits to their parents, beside their text. Commits come after all their children.</summary>
internal sealed class CommitGraph
{
    // What each line leads to, from left to right.
    private readonly List<string> lanes = [];

    /// <summary>The text of the next commit with the lines drawn before it.</summary>
    public IEnumerable<string> Draw(string id, IReadOnlyList<string> parents, IReadOnlyList<string> text)
    {
        var own = lanes.IndexOf(id);
        if (own < 0)
        {
            own = lanes.Count;
            lanes.Add(id);
        }

        // Other lines that lead here end.
        for (var i = lanes.Count - 1; i > own; i--)
        {
            if (lanes[i] == id)
            {
                yield return Row(lane => lane == i ? "/ " : "| ");
                lanes.RemoveAt(i);
            }
        }

        yield return Row(lane => lane == own ? "* " : "| ") + text[0];

        if (parents.Count == 0)
        {
            lanes.RemoveAt(own);
        }
        else
        {
            lanes[own] = parents[0];
        }

        foreach (var parent in parents.Skip(1).Where(parent => !lanes.Contains(parent)))
        {
            lanes.Insert(own + 1, parent);
            yield return Row(lane => lane == own + 1 ? "\\ " : "| ");
        }

        foreach (var line in text.Skip(1))
        {
            yield return Row(_ => "| ") + line;
        }
    }

    private string Row(Func<int, string> lane) => string.Concat(Enumerable.Range(0, lanes.Count).Select(lane));
}
