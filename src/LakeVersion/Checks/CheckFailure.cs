namespace LakeVersion.Checks;

/// <summary>Something that a check found wrong.</summary>
/// <param name="Message">What, in a sentence: what was expected and what was found.</param>
public sealed record CheckFailure(string Message)
{
    /// <summary>The table; null where none is meant.</summary>
    public string? Table { get; init; }

    /// <summary>The column, or several with commas between; null where none is meant.</summary>
    public string? Column { get; init; }

    /// <summary>How many rows are wrong; null where that is no matter of rows.</summary>
    public long? Rows { get; init; }

    /// <summary>Some of the rows, at most 5, as <c>id = 7, price = -1</c>.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The whole as one line.</summary>
    public override string ToString() =>
        $"{(Table is null ? "" : Table + ": ")}{Message}{(Examples.Count == 0 ? "" : $" For example: {string.Join("; ", Examples)}.")}";
}
