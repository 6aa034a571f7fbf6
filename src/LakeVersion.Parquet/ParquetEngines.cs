using LakeVersion.Parquet.Managed;
using LakeVersion.Storage;

namespace LakeVersion.Parquet;

/// <summary>The engines there are. Both read and write the same files and hand out the same batches.</summary>
public static class ParquetEngines
{
    /// <summary>The environment variable by which the command line chooses an engine; see <see cref="ByName"/>.</summary>
    public const string Variable = "LAKEVERSION_PARQUET";

    /// <summary>The engine for table data: Arrow C++ by way of ParquetSharp.</summary>
    public static IParquetEngine Default { get; } = new ParquetSharpEngine();

    /// <summary>The engine for places where no native library can be loaded: Parquet.Net. Slower by some factor.</summary>
    public static IParquetEngine Managed { get; } = new ManagedEngine();

    /// <summary>An engine by its name, <c>parquetsharp</c> or <c>parquet.net</c>, or by what it is: <c>native</c> or <c>managed</c>.</summary>
    /// <param name="name">The name, in any case; null or empty is the default.</param>
    /// <exception cref="LakeException">Invalid: there is no such engine.</exception>
    public static IParquetEngine ByName(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" or "native" or "parquetsharp" => Default,
        "managed" or "parquet.net" => Managed,
        _ => throw LakeException.Invalid($"There is no Parquet engine '{name}': expected 'native' (ParquetSharp) or 'managed' (Parquet.Net)."),
    };
}
