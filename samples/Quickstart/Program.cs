using System.Globalization;
using LakeVersion;
using LakeVersion.Delta.Writing;
using LakeVersion.Rows.Records;
using LakeVersion.Versioning.Audit;
using Quickstart;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = args is [var given] ? given : "quickstart-lake";
if (Directory.Exists(folder))
{
    Console.Error.WriteLine($"'{folder}' is there already. Remove it, or name another folder, to run the quickstart again.");
    return 1;
}

await using var lake = await Lake.CreateAsync(folder, new LakeOptions { Author = "ada@example.org" });
var main = lake.Branch("main");
Console.WriteLine($"1. A lake in ./{folder}, with a branch called main.");

// The raw records and where they come from: two things, one commit.
await using (var change = await main.BeginAsync())
{
    await change.Table("weather").AppendAsync(RowBatcher.ToBatches(WeatherFile.Read(2012, 2014)).ToAsyncEnumerable());
    await using var source = File.OpenRead(Path.Join(AppContext.BaseDirectory, "data", "SOURCE.md"));
    await change.Files.PutAsync("notes/SOURCE.md", source);
    await change.CommitAsync("Load the weather of 2012 to 2014");
}

Console.WriteLine($"2. Raw load on main: {await CountAsync("main")} days.");

// Cleaning happens on a branch; main sees none of it before it is done.
var cleaning = await lake.CreateBranchAsync("clean", "main");
await using (var change = await cleaning.BeginAsync())
{
    var clean = new List<CleanDay>();
    await foreach (var day in (await cleaning.HeadAsync()).Table("weather").ReadAsync<RawDay>())
    {
        if (day.Weather != "rain" || day.Precipitation > 0)
        {
            clean.Add(CleanDay.From(day));
        }
    }

    await change.Table("weather").OverwriteAsync(RowBatcher.ToBatches(clean).ToAsyncEnumerable(), new OverwriteOptions { OverwriteSchema = true });
    await change.CommitAsync("Drop days of rain without rain; add 'Wet'");
}

Console.WriteLine($"3. Cleaned on branch clean: {await CountAsync("clean")} days; main still has {await CountAsync("main")}.");
await main.FastForwardAsync("clean");
await lake.CreateTagAsync("training-2014", "main");
var trained = await Experiment.RunAsync(await lake.AtAsync("training-2014"));
Console.WriteLine($"4. Fast-forwarded main, tagged training-2014, trained: error {trained:R} °C.");

// Life goes on: a good load, and a wrong one.
await AppendAsync("Load 2015", WeatherFile.Read(2015, 2015).Select(CleanDay.From));
Console.WriteLine($"5. New data: {await CountAsync("main")} days. Trained on them: error {await Experiment.RunAsync(await main.HeadAsync()):R} °C.");
await AppendAsync("Nightly load", WeatherFile.Read(2015, 2015).Select(CleanDay.From));
Console.WriteLine($"6. The nightly load ran twice: {await CountAsync("main")} days.");
await main.RollbackAsync("main~1", "weather");
Console.WriteLine($"7. Rolled back: {await CountAsync("main")} days.");

// The experiment, as it was: the tag gives the same rows in the same order, so the figure is the same to the last digit.
var again = await Experiment.RunAsync(await lake.AtAsync("training-2014"));
Console.WriteLine($"8. Recomputed from training-2014: error {again:R} °C, {(again.Equals(trained) ? "equal to the last digit" : "NOT EQUAL")}.");

Console.WriteLine("9. Who did what to main:");
await foreach (var entry in lake.Audit.ReadAsync(new AuditFilter { Names = [main.Ref] }))
{
    var e = entry.Entry;
    Console.WriteLine($"   {e.N,2}  {e.Time:yyyy-MM-dd HH:mm:ss}  {e.Op,-11}  {e.After?.Abbreviated ?? "",-10}  {e.Author}  {e.Message}");
}

return again.Equals(trained) ? 0 : 1;

async Task AppendAsync(string message, IEnumerable<CleanDay> days)
{
    await using var change = await main.BeginAsync();
    await change.Table("weather").AppendAsync(RowBatcher.ToBatches(days).ToAsyncEnumerable());
    await change.CommitAsync(message);
}

async Task<long?> CountAsync(string revision) => (await (await lake.AtAsync(revision)).Table("weather").OpenAsync()).RowCount;
