using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LakeVersion.Benchmarks;

// All:  dotnet run -c Release --project tests/LakeVersion.Benchmarks -- --filter '*'
// One:  … -- --filter '*ScanBenchmarks*'
// Bytes that the snapshot of a million files keeps:  … -- memory
if (args is ["memory"])
{
    await SnapshotMemory.ReportAsync();
    return;
}

// The greatest memory of writing a checkpoint of 300,000 files:  … -- checkpoint-memory
if (args is ["checkpoint-memory"])
{
    await CheckpointMemory.ReportAsync();
    return;
}

// Edits of ten million rows beside DuckDB:  … -- edits
if (args is ["edits"])
{
    await EditComparison.ReportAsync();
    return;
}

// Rows that differ, of a table that differs in one file of a hundred:  … -- row-diff
if (args is ["row-diff"])
{
    await RowDiffReport.ReportAsync();
    return;
}

// Comparing and merging a hundred paths of small and large lakes:  … -- tree-cost
if (args is ["tree-cost"])
{
    await TreeCostReport.ReportAsync();
    return;
}

// From the start to the end of lv, as it was published:  … -- start PATH_TO_LV
if (args is ["start", var lv])
{
    await StartReport.ReportAsync(lv);
    return;
}

// In this process, so that both sides of a ratio meet the same machine at the same time.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(15).WithIterationCount(15).WithInvocationCount(1).WithUnrollFactor(1);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "lakeversion-benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(ScanBenchmarks).Assembly).Run(args, config);
