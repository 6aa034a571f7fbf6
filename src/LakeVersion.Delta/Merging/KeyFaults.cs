using Apache.Arrow;
using LakeVersion.Rows.Output;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Merging;

/// <summary>Keys that are none: null, or of several rows. Mutable.</summary>
/// <param name="table">The table.</param>
/// <param name="side">Whose rows they are.</param>
/// <param name="keys">The key's columns.</param>
internal sealed class KeyFaults(string table, string side, IReadOnlyList<string> keys)
{
    private const int Named = 5;

    private readonly List<string> nulls = [];
    private readonly List<string> repeated = [];

    public void AddNull(RecordBatch batch, int row) => Add(nulls, batch, row);

    public void AddRepeated(RecordBatch batch, int row) => Add(repeated, batch, row);

    /// <exception cref="LakeException">Invalid: there are some.</exception>
    public void Throw()
    {
        if (nulls.Count + repeated.Count > 0)
        {
            throw LakeException.Invalid(
                $"The key ({string.Join(", ", keys)}) of {table} does not tell rows apart in {side}: "
                + string.Join("; ", new[] { Words(repeated, "several rows have"), Words(nulls, "there are nulls in") }.OfType<string>())
                + ". Mend these rows, or declare another key (lv table key).");
        }
    }

    private void Add(List<string> faults, RecordBatch batch, int row)
    {
        if (faults.Count <= Named)
        {
            faults.Add(KeyText.Of(batch, row, keys));
        }
    }

    private static string? Words(List<string> faults, string what) => faults.Count == 0 ? null
        : $"{what} {string.Join(", ", faults.Distinct().Take(Named))}{(faults.Count > Named ? ", …" : "")}";
}

/// <summary>Keys as JSON arrays.</summary>
internal static class KeyText
{
    public static string Of(RecordBatch batch, int row, IReadOnlyList<string> keys) =>
        CellJson.OfCells(keys.Select(name => batch.Column(batch.Schema.GetFieldIndex(name))), row);
}
