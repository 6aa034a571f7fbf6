using LakeVersion.Delta.Snapshots;
using LakeVersion.Delta.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Editing;

/// <summary>Which tables' rows may be changed.</summary>
internal static class EditRules
{
    /// <exception cref="LakeException">Refused: the table is append-only. Unsupported: a table that this version does not write.</exception>
    public static void CheckChangeable(DeltaSnapshot table, IObjectStore folder)
    {
        TableFeatures.CheckWritable(table.Protocol, table.Metadata, table.TableSchema, folder.Name);
        TableOverwriter.CheckRemovable(table, folder);
    }
}
