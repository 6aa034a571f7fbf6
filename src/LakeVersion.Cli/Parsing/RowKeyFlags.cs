using System.CommandLine;
using System.Text.Json;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary><c>--key</c> and <c>--key-columns</c>: which row is meant.</summary>
internal sealed class RowKeyFlags
{
    private readonly Option<string[]> key = new("--key")
    {
        Description = "The row's key: once a key column, or a JSON array of all values, as '[42, \"SEA\"]'",
        HelpName = "value",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> columns = new("--key-columns")
    {
        Description = "The key's columns, with commas between; else the table's declared key",
        HelpName = "columns",
    };

    public void AddTo(Command command)
    {
        command.Add(key);
        command.Add(columns);
    }

    /// <summary>True where a key was given.</summary>
    public bool IsGiven(Invocation run) => run.Get(key) is { Length: > 0 };

    /// <summary>True where key columns were given.</summary>
    public bool HasColumns(Invocation run) => run.Get(columns) is not null;

    /// <summary>The key's columns; null for the declared ones.</summary>
    public IReadOnlyList<string>? Columns(Invocation run) =>
        run.Get(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The key's values as text.</summary>
    /// <exception cref="LakeException">Invalid: what looks like a JSON array is none, or holds no plain values.</exception>
    public IReadOnlyList<string> Values(Invocation run)
    {
        var given = run.Get(key) ?? [];
        return given is [['[', ..] array] ? FromJson(array) : given;
    }

    private static IReadOnlyList<string> FromJson(string array)
    {
        try
        {
            using var document = JsonDocument.Parse(array);
            return [.. document.RootElement.EnumerateArray().Select(value => value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => throw LakeException.Invalid($"--key {array}: expected texts, numbers, true or false; found {value.GetRawText()}. A key has no nulls."),
            })];
        }
        catch (JsonException e)
        {
            throw LakeException.Invalid($"--key {array} begins like a JSON array and is none: {e.Message}", e);
        }
    }
}
