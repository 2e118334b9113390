package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// tracesTimeout is how long the last traces may take when the server stops.
const tracesTimeout = 3 * time.Second

// newTraces sends traces to where OpenTelemetry's environment variables say, as
// often as OTEL_TRACES_SAMPLER says; nil where they name no receiver. What stop
// gives back is for the end.
func newTraces(ctx context.Context, log *slog.Logger) (provider trace.TracerProvider, stop func(), err error) {
	stop = func() {}
	if !tracesAsked() {
		return nil, stop, nil
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		if protocol := os.Getenv(name); protocol != "" && protocol != "http/protobuf" {
			return nil, stop, &exitError{exitUsage, fmt.Errorf("%s=%s is not spoken here: expected http/protobuf", name, protocol)}
		}
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, stop, fmt.Errorf("prepare to send traces: %w", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "motcua"), attribute.String("service.version", programVersion())),
		resource.WithTelemetrySDK(), resource.WithFromEnv()) // what is said there prevails
	if err != nil {
		return nil, stop, fmt.Errorf("read OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces are lost", "reason", err) }))
	limits := sdktrace.NewSpanLimits()
	limits.EventCountLimit = 0 // an exception's event may hold what was asked for
	sender := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about), sdktrace.WithRawSpanLimits(limits))
	return sender, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), tracesTimeout)
		defer cancel()
		if err := sender.Shutdown(last); err != nil {
			log.Warn("the last traces are lost", "reason", err)
		}
	}, nil
}

// tracesAsked reports whether the environment names a receiver.
func tracesAsked() bool {
	if os.Getenv("OTEL_SDK_DISABLED") == "true" || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return false
	}
	return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}
