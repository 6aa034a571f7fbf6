namespace LakeVersion.Cli.Tests.Verbs;

public sealed class ImportRealFilesTests
{
    [Theory]
    [InlineData("seattle-weather.csv", 1461, "date date, precipitation double, temp_max double, temp_min double, wind double, weather string")]
    [InlineData("airports.csv", 3376, "iata string, name string, city string, state string, country string, latitude double, longitude double")]
    public async Task Columns_of_real_CSV_files_are_what_a_person_would_say(string file, int rows, string columns)
    {
        using var lake = await CliLake.CreateAsync();
        var imported = (await lake.RunAsync("import", SharedData.Of(file), "--into", "t", "--json")).Done().Json();

        Assert.Equal(rows, imported.GetProperty("figures").GetProperty("rows").GetInt64());
        Assert.Equal(columns, await ColumnsAsync(lake));
    }

    [Theory]
    [InlineData("penguins.json", 344, "Species string", "Body Mass (g) long", "Beak Length (mm) double")]
    [InlineData("movies.json", 3201, "Title string", "IMDB Rating double", "US Gross long")]
    [InlineData("birdstrikes.csv", 10000, "Airport Name string", "Flight Date date", "Cost Total $ long")]
    public async Task Real_files_with_odd_names_and_gaps_become_tables(string file, int rows, params string[] columns)
    {
        using var lake = await CliLake.CreateAsync();
        var imported = (await lake.RunAsync("import", SharedData.Of(file), "--into", "t", "--json")).Done().Json();

        Assert.Equal(rows, imported.GetProperty("figures").GetProperty("rows").GetInt64());
        var found = (await ColumnsAsync(lake)).Split(", ");
        Assert.All(columns, column => Assert.Contains(column, found));
    }

    [Fact]
    public async Task Rows_of_a_real_CSV_file_come_back_as_they_were()
    {
        using var lake = await CliLake.CreateAsync();
        var source = SharedData.Of("seattle-weather.csv");
        (await lake.RunAsync("import", source, "--into", "weather")).Done();
        (await lake.RunAsync("table", "read", "weather", "-o", "back.parquet")).Done();

        SharedData.SameRows($"read_csv('{source}')", $"read_parquet('{lake.Work}/back.parquet')");
    }

    [Fact]
    [Trait("tier", "long")]
    public async Task Three_million_rows_of_Parquet_come_back_as_the_same_multiset()
    {
        using var lake = await CliLake.CreateAsync();
        var source = SharedData.Of("flights-3m.parquet");
        var imported = (await lake.RunAsync("import", source, "--into", "flights", "--json")).Done().Json();
        Assert.Equal(3_000_000, imported.GetProperty("figures").GetProperty("rows").GetInt64());

        (await lake.RunAsync("table", "read", "flights", "-o", "back.parquet")).Done();
        (await lake.RunAsync("table", "export", "flights", "out")).Done();
        SharedData.SameRows($"read_parquet('{source}')", $"read_parquet('{lake.Work}/back.parquet')");
        SharedData.SameRows($"read_parquet('{source}')", $"read_parquet('{lake.Work}/out/*.parquet')");
    }

    private static async Task<string> ColumnsAsync(CliLake lake)
    {
        var schema = (await lake.RunAsync("table", "schema", "t", "--json")).Done().Json();
        return string.Join(", ", schema.GetProperty("columns").EnumerateArray().Select(column => $"{column.GetProperty("name")} {column.GetProperty("type")}"));
    }
}
