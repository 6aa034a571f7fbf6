using System.Globalization;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Evaluation;

/// <summary>Parts of dates and times. Instants are seen in UTC.</summary>
internal static class TimeFunctions
{
    private const long HourMicroseconds = 3_600_000_000;

    /// <summary>A part of a date, or of the date of a time.</summary>
    public static Node OfDay(string name, Node operand, Func<DateOnly, int> part) =>
        new MapNode<long, long>(Int32Type.Default, Coercion.To(Time(name, operand), Date32Type.Default), days => part(Times.Calendar(days)));

    /// <summary>A part of a time of day.</summary>
    public static Node OfClock(string name, Node operand, long unit, int modulus) =>
        new MapNode<long, long>(Int32Type.Default, Clock(name, operand), time =>
            (time - Times.Floor(time, ValueTypes.DayMicroseconds)) / unit % modulus);

    /// <summary>A time cut down to a unit.</summary>
    public static Node Truncate(Node unit, Node operand)
    {
        var word = Literal("date_trunc", "unit", unit).ToUpperInvariant();
        Func<long, long> cut = word switch
        {
            "YEAR" or "YYYY" or "YY" => OfDay(day => new DateOnly(day.Year, 1, 1)),
            "QUARTER" => OfDay(day => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1)),
            "MONTH" or "MM" or "MON" => OfDay(day => new DateOnly(day.Year, day.Month, 1)),
            "WEEK" => OfDay(day => day.AddDays(-(((int)day.DayOfWeek + 6) % 7))),
            "DAY" or "DD" => time => Times.Floor(time, ValueTypes.DayMicroseconds),
            "HOUR" => time => Times.Floor(time, HourMicroseconds),
            "MINUTE" => time => Times.Floor(time, HourMicroseconds / 60),
            "SECOND" => time => Times.Floor(time, 1_000_000),
            "MILLISECOND" => time => Times.Floor(time, 1_000),
            "MICROSECOND" => time => time,
            _ => throw LakeException.Invalid($"date_trunc takes year, quarter, month, week, day, hour, minute, second, millisecond or microsecond; found '{word}'."),
        };
        var clock = Clock("date_trunc", operand);
        return new MapNode<long, long>(clock.Type, clock, cut);
    }

    /// <summary>A time as text, by a pattern of years, months, days, hours, minutes and seconds.</summary>
    public static Node Format(Node operand, Node pattern)
    {
        var format = DatePattern.Read(Literal("date_format", "pattern", pattern));
        return new MapNode<long, ReadOnlyMemory<byte>>(StringType.Default, Clock("date_format", operand), time =>
        {
            _ = Times.Calendar(Times.Day(time));
            return Casts.Bytes(DateTime.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond).ToString(format, CultureInfo.InvariantCulture));
        });
    }

    public static Node AddDays(string name, Node operand, Node count)
    {
        if (!ValueTypes.IsInteger(count.Type) && count.Type is not NullType)
        {
            throw LakeException.Invalid($"{name} takes a whole number of days; found {TypeText.Of(count.Type)}.");
        }

        var sign = name == "date_sub" ? -1 : 1;
        return new MapNode<long, long, long>(
            Date32Type.Default, Coercion.To(Time(name, operand), Date32Type.Default), Coercion.To(count, Int64Type.Default), (day, days) =>
                Arithmetic.Fit((Int128)day + (sign * (Int128)days), Int32Type.Default, () => $"the day {days} days away"));
    }

    public static Node Difference(Node end, Node start) => new MapNode<long, long, long>(
        Int32Type.Default,
        Coercion.To(Time("datediff", end), Date32Type.Default),
        Coercion.To(Time("datediff", start), Date32Type.Default),
        (a, b) => Arithmetic.Fit((Int128)a - b, Int32Type.Default, () => "the difference"));

    private static Func<long, long> OfDay(Func<DateOnly, DateOnly> cut) =>
        time => Times.Days(cut(Times.Calendar(Times.Day(time)))) * ValueTypes.DayMicroseconds;

    private static Node Time(string name, Node operand) => operand.Type is NullType or StringType || ValueTypes.IsTime(operand.Type)
        ? operand
        : throw LakeException.Invalid($"{name} takes a date or a time; found {TypeText.Of(operand.Type)}.");

    // Dates are their midnight.
    private static Node Clock(string name, Node operand) =>
        Time(name, operand) is { Type: TimestampType } time ? time : Coercion.To(operand, ValueTypes.Instant);

    private static string Literal(string name, string what, Node node) => node is ConstantNode { Value: { Kind: ScalarKind.Text } text }
        ? text.TextValue
        : throw LakeException.Invalid($"{name} takes a text as its {what}.");
}
