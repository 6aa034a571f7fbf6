using Apache.Arrow;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Kernels;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Reading;

/// <summary>Carries the ids and versions of rows along where rows are written again (PROTOCOL.md, "Row Tracking", materialised columns).</summary>
/// <remarks>Who rewrites rows reads <see cref="Fields"/> besides the table's columns, fills them by <see cref="Fill"/>, and gives them to a
/// <see cref="Writing.DataFileWriter"/> whose schema ends with them. The table's schema does not have them.</remarks>
internal sealed class KeptRowIds
{
    private readonly DeltaField id;
    private readonly DeltaField version;

    private KeptRowIds(string id, string version) => (this.id, this.version) = (Field(id), Field(version));

    /// <summary>The two columns that files have besides the table's: a row's id, and the version that wrote it last. Null means the file's own.</summary>
    public IReadOnlyList<DeltaField> Fields => [id, version];

    /// <summary>How the table's rows keep their ids; null where they have none to keep.</summary>
    /// <exception cref="LakeException">Corrupt: row tracking is on, and the columns have no names.</exception>
    public static KeptRowIds? Of(DeltaSnapshot table)
    {
        if (!RowTracking.IsEnabled(table.Protocol, table.Metadata))
        {
            return null;
        }

        return new KeptRowIds(Name(table, RowTracking.IdColumnProperty), Name(table, RowTracking.VersionColumnProperty));
    }

    /// <summary>True where rows are to keep their ids, and files have none: row tracking was never turned on here.</summary>
    public static bool AreLacking(DeltaSnapshot table) =>
        RowTracking.IsEnabled(table.Protocol, table.Metadata) && table.State.Files.All().Any(file => file.BaseRowId is null);

    /// <summary>The columns of files in which rows of the table are written again.</summary>
    public static DeltaStruct SchemaOf(DeltaSnapshot table) =>
        Of(table) is { } kept ? new DeltaStruct([.. table.TableSchema.Fields, .. kept.Fields]) : table.TableSchema;

    /// <summary>Rows that stay as they are, with their ids and versions.</summary>
    /// <param name="rows">Rows of a file in its order, the two columns last, as the file has them.</param>
    /// <param name="file">The file.</param>
    /// <param name="first">Where the first of the rows stands in the file.</param>
    public static RecordBatch Fill(RecordBatch rows, AddFile file, long first)
    {
        var ids = file.BaseRowId ?? throw LakeException.Corrupt($"The log gives the rows of '{file.Path}' no ids (baseRowId), though row tracking is on.");
        var arrays = rows.Arrays.ToArray();
        arrays[^2] = Filled((Int64Array)arrays[^2], row => ids + first + row);
        arrays[^1] = Filled((Int64Array)arrays[^1], _ => file.DefaultRowCommitVersion);
        return new RecordBatch(rows.Schema, arrays, rows.Length);
    }

    /// <summary>The rows without the two columns.</summary>
    public static RecordBatch Without(RecordBatch rows) =>
        new(new Schema(rows.Schema.FieldsList.SkipLast(2), null), rows.Arrays.SkipLast(2), rows.Length);

    /// <summary>Rows with new values: they keep their ids, and this commit's version is theirs.</summary>
    /// <param name="renewed">The new values, without the two columns.</param>
    /// <param name="old">The same rows before, filled.</param>
    public RecordBatch Renewed(RecordBatch renewed, RecordBatch old) => new(
        new Schema([.. renewed.Schema.FieldsList, .. Fields.Select(ArrowSchemas.ToArrow)], null),
        [.. renewed.Arrays, old.Column(old.ColumnCount - 2), NullColumn.Of(ArrowSchemas.ToArrow(version.Type), renewed.Length)],
        renewed.Length);

    private static Int64Array Filled(Int64Array stored, Func<int, long?> own)
    {
        var filled = new Int64Array.Builder().Reserve(stored.Length);
        for (var row = 0; row < stored.Length; row++)
        {
            filled.Append(stored.GetValue(row) ?? own(row));
        }

        return filled.Build();
    }

    private static string Name(DeltaSnapshot table, string property) => table.Properties.GetValueOrDefault(property) is { Length: > 0 } name
        ? name
        : throw LakeException.Corrupt($"{table.Folder.Name} has row tracking on, and no property '{property}'.");

    private static DeltaField Field(string name) => new(name, new DeltaPrimitive("long"), true, DeltaField.NoMetadata);
}
