using System.Globalization;
using DuckDB.NET.Data;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Json;
using LakeVersion.Rows.Tests.Support;

namespace LakeVersion.Rows.Tests.Csv;

public sealed class RealFileTests
{
    [Fact]
    public async Task Seattle_weather_has_dates_and_doubles()
    {
        var path = Tables.SharedOrSkip("seattle-weather.csv");
        var (types, rows) = await ReadCsvAsync(path);

        Assert.Equal("date:date precipitation:double temp_max:double temp_min:double wind:double weather:string", types);
        Assert.Equal(["2012-01-01", "0", "12.8", "5", "4.7", "drizzle"], rows[0]);
        Assert.Equal(
            Duck($"select count(*), sum(temp_max)::decimal(12,1), min(date), max(date) from read_csv('{path}')"),
            $"{rows.Count} {rows.Sum(row => decimal.Parse(row[2]!, CultureInfo.InvariantCulture))} {rows.Min(row => row[0])} {rows.Max(row => row[0])}");
    }

    [Fact]
    public async Task Airports_have_codes_that_stay_texts()
    {
        var path = Tables.SharedOrSkip("airports.csv");
        var (types, rows) = await ReadCsvAsync(path);

        Assert.Equal("iata:string name:string city:string state:string country:string latitude:double longitude:double", types);
        Assert.Contains(rows, row => row[0]![0] == '0');
        Assert.Equal(
            Duck($"select count(*), count(distinct iata), sum(latitude)::decimal(12,2) from read_csv('{path}', all_varchar=false, types={{'iata': 'varchar'}})"),
            $"{rows.Count} {rows.Select(row => row[0]).Distinct().Count()} {rows.Sum(row => double.Parse(row[5]!, CultureInfo.InvariantCulture)).ToString("F2", CultureInfo.InvariantCulture)}");
    }

    [Fact]
    public async Task Bird_strikes_are_read_row_by_row_like_DuckDb_reads_them()
    {
        var path = Tables.SharedOrSkip("birdstrikes.csv");
        var (types, rows) = await ReadCsvAsync(path);

        Assert.Equal(Expected.BirdStrikes, types);
        var expected = DuckRows($"select * from read_csv('{path}', all_varchar=true, header=true)");
        Assert.Equal(expected.Count, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(expected[i], rows[i]);
        }
    }

    [Fact]
    public async Task Movies_and_penguins_have_sensible_columns()
    {
        var movies = Tables.SharedOrSkip("movies.json");
        var penguins = Tables.SharedOrSkip("penguins.json");
        var moviesIn = new JsonInput(Tables.OpenFile(movies), "movies.json");
        var penguinsIn = new JsonInput(Tables.OpenFile(penguins), "penguins.json");
        var (movieSchema, penguinSchema) = (await moviesIn.InferAsync(), await penguinsIn.InferAsync());

        Assert.Equal(Expected.Movies, Tables.Types(movieSchema));
        Assert.Equal(Expected.Penguins, Tables.Types(penguinSchema));
        var movieRows = await Tables.RowsAsync(moviesIn.ReadAsync(movieSchema));
        var rating = movieSchema.FieldsList.ToList().FindIndex(field => field.Name == "IMDB Rating");
        Assert.Equal(
            Duck($"select count(*), count(\"IMDB Rating\"), sum(\"IMDB Rating\")::decimal(12,1) from read_json('{movies}')"),
            $"{movieRows.Count} {movieRows.Count(row => row[rating] is not null)} {movieRows.Sum(row => decimal.Parse(row[rating] ?? "0", CultureInfo.InvariantCulture))}");
        Assert.Equal(
            Duck($"select count(*) from read_json('{penguins}')"), $"{(await Tables.RowsAsync(penguinsIn.ReadAsync(penguinSchema))).Count}");
    }

    private static async Task<(string Types, List<string?[]> Rows)> ReadCsvAsync(string path)
    {
        var input = new CsvInput(Tables.OpenFile(path), Path.GetFileName(path));
        var schema = await input.InferAsync();
        return (Tables.Types(schema), await Tables.RowsAsync(input.ReadAsync(schema)));
    }

    private static string Duck(string sql) => string.Join(' ', DuckRows(sql)[0]);

    private static List<string?[]> DuckRows(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select columns(*)::varchar from ({sql})";
        using var reader = command.ExecuteReader();
        List<string?[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
        }

        return rows;
    }

    private static class Expected
    {
        public const string BirdStrikes =
            "Airport Name:string Aircraft Make Model:string Effect Amount of damage:string Flight Date:date Aircraft Airline Operator:string "
            + "Origin State:string Phase of flight:string Wildlife Size:string Wildlife Species:string Time of day:string Cost Other:long "
            + "Cost Repair:long Cost Total $:long Speed IAS in knots:long";
        public const string Movies =
            "Title:string US Gross:long Worldwide Gross:long US DVD Sales:long Production Budget:long Release Date:string MPAA Rating:string "
            + "Running Time min:long Distributor:string Source:string Major Genre:string Creative Type:string Director:string "
            + "Rotten Tomatoes Rating:long IMDB Rating:double IMDB Votes:long";
        public const string Penguins =
            "Species:string Island:string Beak Length (mm):double Beak Depth (mm):double Flipper Length (mm):long Body Mass (g):long Sex:string";
    }
}
