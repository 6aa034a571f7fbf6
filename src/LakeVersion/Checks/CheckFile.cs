using System.Text.Json;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Checks;

/// <summary>Checks as a JSON file (docs/checks.md).</summary>
public static class CheckFile
{
    private const int Version = 1;

    /// <summary>Reads a file's checks, in its order.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="LakeException">Invalid: it is no such file; the message says where and what was expected.
    /// Unsupported: it is of another version.</exception>
    public static IReadOnlyList<ICheck> Parse(ReadOnlyMemory<byte> json, string name)
    {
        var shape = Read(json, name);
        var checks = new List<ICheck>();
        foreach (var check in shape.Checks)
        {
            var where = $"{name}: check '{check.Name}'";
            var expectations = Expectations(check, where).ToList();
            if (check.Name.Length == 0 || check.Table.Length == 0 || expectations.Count == 0)
            {
                throw LakeException.Invalid($"{where} needs a name, a table and something to expect: notNull, unique, range, values, rows, fresh, schema or where.");
            }

            if (checks.Exists(other => other.Name == check.Name))
            {
                throw LakeException.Invalid($"{where} is there twice: names tell checks apart, and rules ask for them by name.");
            }

            checks.Add(new TableExpectations(check.Name, check.Table, expectations));
        }

        return checks;
    }

    private static CheckFileShape Read(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            // First: what a later version has besides would be told as members that are not known.
            if (JsonSerializer.Deserialize(json.Span, CheckVersionJson.Default.CheckFileVersion) is { Version: { } version and not Version })
            {
                throw LakeException.Unsupported($"{name} is of version {version}; this program reads version {Version}.");
            }

            return JsonSerializer.Deserialize(json.Span, CheckJson.Default.CheckFileShape)
                ?? throw LakeException.Invalid($"{name} is no file of checks: expected an object with checks, found null.");
        }
        catch (JsonException e)
        {
            throw LakeException.Invalid($"{name} is no file of checks: {e.Message}", e);
        }
    }

    private static IEnumerable<Expectation> Expectations(CheckShape check, string where)
    {
        foreach (var column in check.NotNull ?? [])
        {
            yield return new NotNull(column);
        }

        foreach (var columns in check.Unique ?? [])
        {
            yield return columns.Count > 0 ? new Unique(columns) : throw LakeException.Invalid($"{where}: unique names no column.");
        }

        foreach (var range in check.Range ?? [])
        {
            yield return range.Min is null && range.Max is null
                ? throw LakeException.Invalid($"{where}: the range of '{range.Column}' has neither min nor max.")
                : new InRange(range.Column, Value(range.Min, where), Value(range.Max, where));
        }

        foreach (var accepted in check.Values ?? [])
        {
            yield return new AcceptedValues(accepted.Column, [.. accepted.In.Select(value => Value(value, where) ?? throw LakeException.Invalid($"{where}: expected a number, a text, true or false as a value; found null. Nulls pass by themselves."))]);
        }

        foreach (var test in check.Where ?? [])
        {
            yield return new EveryRow(test);
        }

        if (check.Rows is { } rows)
        {
            yield return new RowCount { Min = rows.Min, Max = rows.Max, MaxChangePercent = rows.MaxChangePercent };
        }

        foreach (var fresh in check.Fresh ?? [])
        {
            yield return new Fresh(fresh.Column, AgeText.Parse(fresh.Within, $"{where}: within of '{fresh.Column}'"));
        }

        if (check.Schema is { } schema)
        {
            yield return new ColumnsAre(schema.Columns, schema.Exactly);
        }
    }

    // What stands for a date or a time is text, and read as the column's type has it.
    private static Scalar? Value(JsonElement? value, string where) => value is not { } json ? null : json.ValueKind switch
    {
        JsonValueKind.String => Scalar.Of(json.GetString()!),
        JsonValueKind.True or JsonValueKind.False => Scalar.Of(json.GetBoolean()),
        JsonValueKind.Number when json.TryGetInt64(out var whole) => Scalar.Of(whole),
        JsonValueKind.Number when !json.GetRawText().Contains('e', StringComparison.OrdinalIgnoreCase) && json.TryGetDecimal(out var exact) => Scalar.Of(exact),
        JsonValueKind.Number => Scalar.Of(json.GetDouble()),
        _ => throw LakeException.Invalid($"{where}: expected a number, a text, true or false as a value; found {json.GetRawText()}."),
    };
}
