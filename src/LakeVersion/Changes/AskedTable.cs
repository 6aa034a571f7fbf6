using Apache.Arrow;
using LakeVersion.Delta.Converting;
using LakeVersion.Delta.Writing;
using LakeVersion.Tables;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Changes;

/// <summary>What a transaction's table was asked to do, call by call: how a retry of the same step is known (decision 0013).</summary>
internal sealed class AskedTable(AskedChanges asked, Transaction transaction, string path)
{
    private int calls;

    public static string Of(AppendOptions options) =>
        $"append {options.MergeSchema} {options.Application?.AppId} {options.Application?.Version}";

    public static string Of(OverwriteOptions options) =>
        $"overwrite {options.OverwriteSchema} {options.MergeSchema} {string.Join(',', options.PartitionColumns ?? [])} {options.DynamicPartitions} {options.ReplaceWhere}"
        + (options.Application is { } batch ? $" {batch.AppId} {batch.Version}" : "");

    public static string Of(Schema schema, CreateOptions options) =>
        $"create {string.Join(',', schema.FieldsList.Select(field => $"{field.Name} {field.DataType.Name} {field.IsNullable}"))} by {string.Join(',', options.PartitionColumns)} "
        + string.Join(',', options.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    public static string Of(ConvertOptions options) =>
        $"convert {string.Join(',', options.Partitioning?.FieldsList.Select(field => $"{field.Name} {field.DataType.Name}") ?? [])} {options.Name} "
        + string.Join(',', options.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Adds a call that wrote no rows, or none that count.</summary>
    public void Add(string request) => asked.Add(request, path, $"{calls++}");

    /// <summary>Adds a call with the rows that it wrote.</summary>
    /// <param name="request">The call.</param>
    /// <param name="earlier">The transaction's changes of the table before it.</param>
    /// <remarks>The same rows for the same columns become files of the same bytes; their names differ.</remarks>
    public void AddWithRows(string request, IReadOnlyList<PathChange> earlier)
    {
        var known = earlier.Select(change => change.Path).ToHashSet();
        var files = transaction.Changes(TablePath.Prefix(path))
            .Where(change => change.Entry is not null && !known.Contains(change.Path) && !TablePath.IsInLog(change.Path.Value))
            .Select(change => $"{change.Path.Value[..change.Path.Value.LastIndexOf('/')]} {change.Entry!.Sha256}")
            .Order(StringComparer.Ordinal);
        asked.Add([request, path, $"{calls++}", .. files]);
    }
}
