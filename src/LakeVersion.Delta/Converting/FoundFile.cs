using LakeVersion.Delta.Schemas;
using LakeVersion.Parquet;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Converting;

/// <summary>A Parquet file of a folder, as its name and footer tell of it.</summary>
/// <param name="Key">Its name in the folder.</param>
/// <param name="Info">Size and time.</param>
/// <param name="Partition">What its folders say: columns and their values as text, null for null.</param>
/// <param name="Columns">The columns that it holds.</param>
/// <param name="Summary">Rows and statistics.</param>
internal sealed record FoundFile(
    StoreKey Key, ObjectInfo Info, IReadOnlyList<(string Column, string? Value)> Partition, DeltaStruct Columns, ParquetFileSummary Summary);
