using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>The columns that say what happened to a row, when, and in which version (PROTOCOL.md, "Reader Requirements for AddCDCFile").</summary>
internal static class ChangeColumns
{
    public const string Type = "_change_type";
    public const string Version = "_commit_version";
    public const string Timestamp = "_commit_timestamp";

    /// <summary>The first of them as change data files hold it.</summary>
    public static readonly DeltaField StoredType = new(Type, new DeltaPrimitive("string"), false, DeltaField.NoMetadata);

    public static readonly IReadOnlyList<Field> Fields =
    [
        new(Type, StringType.Default, false), new(Version, Int64Type.Default, false), new(Timestamp, ArrowSchemas.Timestamp, false),
    ];

    public static bool Has(string column) => column is Type or Version or Timestamp;

    /// <summary>The table's columns, then those of a change.</summary>
    /// <exception cref="LakeException">Unsupported: the table has a column of such a name itself.</exception>
    public static Schema Behind(DeltaSnapshot table) => table.TableSchema.Fields.FirstOrDefault(field => Has(field.Name)) is { } taken
        ? throw LakeException.Unsupported($"{table.Folder.Name} has a column '{taken.Name}' of its own; changes cannot be told beside it.")
        : new Schema([.. table.Schema.FieldsList, .. Fields], null);
}
