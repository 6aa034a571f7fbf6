using System.Runtime.CompilerServices;
using Apache.Arrow;
using LakeVersion.Delta.Editing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Comparing;

/// <summary>Compares the rows of two versions of a table, or of two tables. Safe for concurrent use.</summary>
/// <remarks>
/// <para>Only files in which the versions differ are read; of a file whose deletion vector alone differs, only the rows that it deleted or
/// brought back. Rows that a rewrite only moved are in both, and cancel each other.</para>
/// <para>Cells are equal where they hold the same value: NaN equals NaN, null equals null, and -0.0 does not equal 0.0; lists and maps
/// are equal where they hold the same in the same order. Keys are equal as predicates say: -0.0 is 0.0.</para>
/// <para>Both sides of a difference have the same columns: those of the later version in its order, then those that only the earlier one
/// has. A column that a version lacks is null there, and a type is one that holds the values of both; where there is none, they are
/// two columns, of which the earlier is named with " (before)". Columns are found by their physical names, else by their names.</para>
/// </remarks>
/// <param name="context">How files are read, and where ids come from.</param>
public sealed class RowComparison(DeltaContext context)
{
    /// <summary>The columns of both sides.</summary>
    public static Schema SchemaOf(DeltaSnapshot before, DeltaSnapshot after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return new ComparedColumns(before, after).Schema;
    }

    /// <summary>What differs, in batches of at most 4,096 rows. The same versions and options give the same batches in the same order;
    /// which one is not promised. Without a key rows are inserted or deleted, each as often as one side has more of them.</summary>
    /// <param name="before">The earlier version.</param>
    /// <param name="after">The later version.</param>
    /// <param name="options">Key and limits; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>Differences, which the caller disposes of.</returns>
    /// <exception cref="LakeException">Invalid: a column of the key is missing or cannot be one, or among the rows read the key is not
    /// unique in a version or has nulls; the message names up to five. Differences may have come before. Corrupt: a file is damaged or
    /// gone. Unavailable: rows beyond the memory limit cannot be put on disk.</exception>
    public async IAsyncEnumerable<RowDifferences> CompareAsync(
        DeltaSnapshot before, DeltaSnapshot after, RowComparisonOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        options ??= new RowComparisonOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryLimitBytes, 1);
        var columns = new ComparedColumns(before, after);
        var keys = Keys(columns, options.Keys ?? [], after);
        var files = ComparedFiles.Of(before, after);
        var matching = new RowMatching(columns.Schema, keys, Name(before), Name(after));
        var folder = new Lazy<string>(() => NewFolder(options.SpillFolder));
        try
        {
            var differences = new RowDivision(columns.Schema, matching, folder, options.MemoryLimitBytes).RunAsync(
                Read(before, columns.Before, files.Before, cancellationToken), Read(after, columns.After, files.After, cancellationToken), 0, cancellationToken);
            await foreach (var found in differences.ConfigureAwait(false))
            {
                yield return found;
            }
        }
        finally
        {
            if (folder.IsValueCreated)
            {
                Directory.Delete(folder.Value, recursive: true);
            }
        }
    }

    private static string Name(DeltaSnapshot table) => $"version {table.Version} of {table.Folder.Name}";

    private static int[] Keys(ComparedColumns columns, IReadOnlyList<string> names, DeltaSnapshot after) => [.. names.Select(name =>
    {
        var at = columns.Schema.FieldsList.ToList().FindIndex(field => field.Name == name);
        if (at < 0 || !columns.Common.Contains(name))
        {
            throw LakeException.Invalid(
                $"'{name}' is no column of both versions of {after.Folder.Name}, so it cannot be part of the key.{NearNames.Hint(name, columns.Common)}");
        }

        var type = columns.Schema.GetFieldByIndex(at).DataType;
        return KeyReader.Takes(type) ? at : throw LakeException.Invalid($"Column '{name}' is a {type.Name}, which cannot be part of a key.");
    })];

    private IAsyncEnumerable<RecordBatch> Read(DeltaSnapshot table, ScanPlan plan, IReadOnlyList<ScanFile> files, CancellationToken cancellationToken) =>
        ScanQueue.ReadAsync(
            context.Background, new FileScan(new FileLocator(table.Folder, context.AbsoluteFiles), context.Parquet, plan), files.Count, i => files[i], cancellationToken);

    private string NewFolder(string? parent) =>
        Directory.CreateDirectory(Path.Combine(parent ?? Path.GetTempPath(), $"lakeversion-compare-{context.NewGuid():N}")).FullName;
}
