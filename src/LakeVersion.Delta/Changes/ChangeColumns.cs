using Apache.Arrow;
using LakeVersion.Delta.Schemas;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Changes;

/// <summary>The columns that say what happened to a row, in which version, and when (PROTOCOL.md, "Reader Requirements for AddCDCFile").</summary>
internal static class ChangeColumns
{
    public const string Type = "_change_type";
    public const string Version = "_commit_version";
    public const string Timestamp = "_commit_timestamp";

    /// <summary>Values of <see cref="Type"/>: a row that came, one that went, and one before and after an update.</summary>
    public const string Insert = "insert";
    public const string Delete = "delete";
    public const string Before = "update_preimage";
    public const string After = "update_postimage";

    /// <summary>They stand behind the table's own columns.</summary>
    public static readonly IReadOnlyList<DeltaField> Fields = [Field(Type, "string"), Field(Version, "long"), Field(Timestamp, "timestamp")];

    /// <summary>The columns of the table's changes.</summary>
    /// <exception cref="LakeException">Unsupported: the table has a column of such a name itself.</exception>
    public static Schema Of(DeltaSnapshot table) => table.TableSchema.Fields.FirstOrDefault(field => Fields.Any(own => own.Name == field.Name)) is { } taken
        ? throw LakeException.Unsupported($"{table.Folder.Name} has a column '{taken.Name}' of its own; changes cannot be told beside it.")
        : ArrowSchemas.ToArrow(new DeltaStruct([.. table.TableSchema.Fields, .. Fields]));

    private static DeltaField Field(string name, string type) => new(name, new DeltaPrimitive(type), false, DeltaField.NoMetadata);
}
