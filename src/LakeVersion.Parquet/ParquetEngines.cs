namespace LakeVersion.Parquet;

/// <summary>The engines there are.</summary>
public static class ParquetEngines
{
    /// <summary>The engine for table data: Arrow C++ by way of ParquetSharp.</summary>
    public static IParquetEngine Default { get; } = new ParquetSharpEngine();
}
